#include "diagnostics/system_error_text.hpp"

#include <cerrno>
#include <system_error>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

constexpr ErrorPlace kPlace{.subject = "127.0.0.1:9001"};

std::string english(SystemCall call, SystemCause cause, const ErrorPlace& place = kPlace) {
    return system_error_text(Language::english, {call, cause, 0}, place);
}

std::string russian(SystemCall call, SystemCause cause, const ErrorPlace& place = kPlace) {
    return system_error_text(Language::russian, {call, cause, 0}, place);
}

TEST(SystemErrorText, SaysWhatToDoAboutATakenPort) {
    EXPECT_EQ(english(SystemCall::bind, SystemCause::address_in_use),
              "address 127.0.0.1:9001 is in use by another program: stop it or choose another port "
              "with --listen");
    EXPECT_EQ(
        russian(SystemCall::listen, SystemCause::address_in_use),
        "адрес 127.0.0.1:9001 занят другой программой: остановите её или выберите другой порт "
        "в --listen");
}

TEST(SystemErrorText, NamesTheOptionThatChoseTheAddress) {
    const ErrorPlace admin{.subject = "10.0.0.1:80", .option = "--admin"};
    EXPECT_NE(english(SystemCall::bind, SystemCause::permission_denied, admin).find("--admin"),
              std::string::npos);
    EXPECT_NE(russian(SystemCall::bind, SystemCause::address_not_local, admin).find("--admin"),
              std::string::npos);
}

TEST(SystemErrorText, TellsTheSameCauseApartByWhatWasTried) {
    EXPECT_NE(english(SystemCall::bind, SystemCause::address_not_local),
              english(SystemCall::connect, SystemCause::address_not_local));
    EXPECT_NE(english(SystemCall::bind, SystemCause::permission_denied),
              english(SystemCall::connect, SystemCause::permission_denied));
    EXPECT_NE(english(SystemCall::connect, SystemCause::connection_refused),
              english(SystemCall::send, SystemCause::connection_refused));
}

TEST(SystemErrorText, CarriesTheSystemsOwnWordsWhereItHasNone) {
    const SystemError error{SystemCall::accept, SystemCause::other, EPROTO};
    const std::string said = system_error_text(Language::english, error, kPlace);
    EXPECT_NE(said.find("cannot accept a connection (127.0.0.1:9001)"), std::string::npos) << said;
    EXPECT_NE(said.find("code " + std::to_string(EPROTO)), std::string::npos) << said;
    EXPECT_NE(said.find(std::system_category().message(EPROTO)), std::string::npos) << said;
}

TEST(SystemErrorText, DoesNotTakeAResolversNumberForTheSystems) {
    const SystemError error{SystemCall::resolve, SystemCause::other, EPERM};
    const std::string said = system_error_text(Language::english, error, {.subject = "host"});
    EXPECT_EQ(said.find("permit"), std::string::npos) << said;
    EXPECT_NE(said.find("code 1"), std::string::npos) << said;
}

TEST(SystemErrorText, EscapesTheSubject) {
    const std::string said =
        english(SystemCall::resolve, SystemCause::name_not_found, {.subject = "ho\nst\x1b[2J"});
    EXPECT_NE(said.find("ho\\nst\\x1b[2J"), std::string::npos) << said;
}

TEST(SystemErrorText, ReadsAsASentenceWithoutASubject) {
    EXPECT_EQ(english(SystemCall::create_poller, SystemCause::no_descriptors, {}),
              "cannot create an event poller: no file descriptors are left: raise the limit with "
              "ulimit -n or lower the number of connections");
}

// Every call with every cause: one line, both languages, no blank left open.
TEST(SystemErrorText, HasASentenceForEveryCallWithEveryCause) {
    for (int call = 0; call <= static_cast<int>(SystemCall::raise_descriptor_limit); ++call) {
        for (int cause = 0; cause <= static_cast<int>(SystemCause::other); ++cause) {
            const auto the_call = static_cast<SystemCall>(call);
            const auto the_cause = static_cast<SystemCause>(cause);
            const std::string en = english(the_call, the_cause);
            const std::string ru = russian(the_call, the_cause);
            for (const std::string& said : {en, ru}) {
                EXPECT_GT(said.size(), 10U);
                EXPECT_EQ(said.find_first_of("{}\n"), std::string::npos) << said;
                EXPECT_NE(said.find("127.0.0.1:9001"), std::string::npos) << said;
            }
            EXPECT_NE(en, ru);
        }
    }
}

}  // namespace
}  // namespace potok
