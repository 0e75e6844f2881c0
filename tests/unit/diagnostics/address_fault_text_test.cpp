#include "diagnostics/address_fault_text.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using Kind = AddressFault::Kind;

std::string said_about(Language language, std::string_view address, EndpointUse use) {
    const auto parsed = parse_endpoint(address, use);
    EXPECT_FALSE(parsed.ok()) << address;
    return parsed.ok() ? std::string() : address_fault_text(language, address, parsed.error());
}

struct Case {
    std::string_view address;
    EndpointUse use;
    std::string_view english;
    std::string_view russian;
};

constexpr auto kListen = EndpointUse::listen;
constexpr auto kTarget = EndpointUse::target;

constexpr Case kCases[] = {
    {"127.0.0.1:9002", kListen,
     "the scheme is missing: write scheme://host:port, the scheme being one of tcp, ",
     "нет схемы: пишите схема://узел:порт, где схема — одно из tcp, "},
    {"lpx://h:1", kTarget, "no scheme is called \"lpx\": did you mean lp?",
     "схемы \"lpx\" нет: может быть, lp?"},
    {"htpp://h:1", kTarget, "did you mean http?", "может быть, http?"},
    {"gopher://h:1", kTarget, "no scheme is called \"gopher\": there are tcp, tls, lp",
     "схемы \"gopher\" нет: есть tcp, tls, lp"},
    {"lp://h:1?prefx=u8", kTarget, "lp has no option \"prefx\": did you mean prefix?",
     "у lp нет параметра \"prefx\": может быть, prefix?"},
    {"LINE://h:1?prefix=u8", kTarget, "line has no option \"prefix\": there are max",
     "у line нет параметра \"prefix\": есть max"},
    {"lp://h:1?prefix=u33", kTarget, "\"u33\" is no value of prefix: did you mean u32?",
     "\"u33\" — не значение prefix: может быть, u32?"},
    {"lp://h:1?counts-header=maybe", kTarget,
     "\"maybe\" is no value of counts-header: give one of yes, no",
     "\"maybe\" — не значение counts-header: укажите одно из yes, no"},
    {"lp://h:1?max=16MB", kTarget, "\"16MB\" is no value of max: did you mean 16MiB?",
     "\"16MB\" — не значение max: может быть, 16MiB?"},
    {"lp://h:1?max=0", kTarget, "give a size such as 64KiB, from 1 to 1024GiB",
     "укажите размер, например 64KiB, от 1 до 1024GiB"},
    {"lp://h:1?max=1&max=2", kTarget, "option \"max\" is there twice",
     "параметр \"max\" указан дважды"},
    {"tcp://h", kTarget, "the port is missing", "нет порта"},
    {"tcp://h:http", kTarget, "\"http\" is not a port", "\"http\" — не порт"},
    {"tcp://h:70000", kTarget, "port \"70000\" is too large", "порт \"70000\" слишком велик"},
    {"tcp://h:0", kTarget, "port 0 is for listening only", "порт 0 годится только для приёма"},
    {"tcp://*:1", kTarget, "* is for listening only", "* годится только для приёма"},
    {"tcp://:1", kTarget, "the host is missing", "нет узла"},
    {"tcp://a!b:1", kTarget, "\"a!b\" is neither a host name nor an IP address",
     "\"a!b\" — не имя узла и не IP-адрес"},
    {"tcp://[::1:9", kTarget, "the bracket is not closed", "скобка не закрыта"},
    {"tcp://::1:9", kTarget, "an IPv6 address needs brackets", "адресу IPv6 нужны скобки"},
    {"tcp://h:1\n", kTarget, "but here is \"\\n\"", "а здесь \"\\n\""},
    {"tcp://h:1/path", kTarget, "tcp has no path: leave out \"/path\"",
     "у tcp нет пути: уберите \"/path\""},
    {"tcp://h:1?max=1", kTarget, "tcp has no options: leave out \"?max=1\"",
     "у tcp нет параметров: уберите \"?max=1\""},
    {"ws://h/#part", kTarget, "leave out \"#part\"", "уберите \"#part\""},
    {"lp://u:p@h:1", kListen, "user:password@ is for connecting", "user:password@ бывает только"},
    {"ws://u:p%@h", kTarget, "user:password@ cannot be read", "user:password@ не прочесть"},
};

TEST(AddressFaultText, SaysWhatIsWrongAndWhatToDo) {
    for (const Case& c : kCases) {
        const std::string en = said_about(Language::english, c.address, c.use);
        const std::string ru = said_about(Language::russian, c.address, c.use);
        EXPECT_NE(en.find(c.english), std::string::npos) << en;
        EXPECT_NE(ru.find(c.russian), std::string::npos) << ru;
    }
}

TEST(AddressFaultText, BeginsWithTheAddress) {
    EXPECT_TRUE(said_about(Language::english, "tcp://h", kTarget).starts_with("\"tcp://h\": "));
}

// Each kind of fault: a sentence of its own in both languages, in one line without open blanks.
TEST(AddressFaultText, HasASentenceForEveryKind) {
    std::set<std::string> sentences;
    for (int kind = 0; kind <= static_cast<int>(Kind::bad_value); ++kind) {
        const AddressFault fault{.kind = static_cast<Kind>(kind), .text = "x", .option = "max"};
        for (const Language language : {Language::english, Language::russian}) {
            const std::string said = address_fault_text(language, "lp://h:1", fault);
            EXPECT_GT(said.size(), 20U);
            EXPECT_EQ(said.find_first_of("{}\n"), std::string::npos) << said;
            EXPECT_TRUE(sentences.insert(said).second) << said;
        }
    }
}

TEST(AddressFaultText, NeverShowsAPassword) {
    for (const std::string_view address :
         {"ws://user:secret@h:0", "lp://user:secret@h:1", "ws://us%er:secret@h",
          "ws://a@b:secret@:1", "user:secret@h:1"}) {
        for (const Language language : {Language::english, Language::russian}) {
            const std::string said = said_about(language, address, kTarget);
            EXPECT_EQ(said.find("secret"), std::string::npos) << said;
        }
    }
}

TEST(AddressFaultText, EscapesAndCutsTheAddress) {
    const std::string endless = "tcp://" + std::string(9000, 'a');
    EXPECT_LT(said_about(Language::english, endless, kTarget).size(), 400U);
    const std::string said = said_about(Language::english, "tcp://h\x1b[2J:1", kTarget);
    EXPECT_NE(said.find("tcp://h\\x1b[2J:1"), std::string::npos) << said;
}

TEST(AddressFaultText, TheSizesItNamesAreTheParsers) {
    EXPECT_EQ(EndpointAddress::kMessageLimit, std::uint64_t{1024} << 30);
}

}  // namespace
}  // namespace potok
