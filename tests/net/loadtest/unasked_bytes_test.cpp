// Bytes that no message of the run accounts for, whenever they come and over whatever scheme: they
// are foreign, they fail the run, and they never pass for an answer.
#include "tests/net/loadtest/load_generator.hpp"
#include "tests/net/loadtest/scripted_server.hpp"

namespace potok::testing {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using Faults = LoadGenerator::Faults;

constexpr std::uint64_t kConnections = 5;
constexpr std::uint64_t kMessages = 10;  // of each

class UnaskedBytesTest : public ::testing::Test {
  protected:
    void load(const std::string& scheme, Script script, const std::vector<std::string>& more = {}) {
        server = std::make_unique<ScriptedServer>(std::move(script));
        LoadGenerator::finish_unstarved(run, [&] {
            chunks_before_ = server->chunks();
            pushes_before_ = server->pushes();
            run = std::make_unique<LoadGenerator>(
                LoadGenerator::with({server->address(scheme), "-c", std::to_string(kConnections),
                                     "-r", "10/s", "-d", "1s", "--grace", "600ms", "--seed", "7"},
                                    more));
        });
    }
    [[nodiscard]] std::uint64_t chunks() const { return server->chunks() - chunks_before_; }
    [[nodiscard]] std::uint64_t pushes() const { return server->pushes() - pushes_before_; }

    // On a machine that stays too busy the run is invalid instead, and its counts are as exact.
    void expect_not_passed() const {
        EXPECT_THAT(run->exit_code(), ::testing::AnyOf(1, 5));
        EXPECT_THAT(run->words("reasons", "fault"), ::testing::Contains("foreign"));
    }

    // As often as that, and nothing else is wrong.
    void expect_foreign(std::uint64_t times) const {
        SCOPED_TRACE(run->story());
        expect_not_passed();
        EXPECT_EQ(run->faults(), (Faults{{"foreign", times}}));
        EXPECT_EQ(run->count("messages/ok"), run->count("messages/sent"));
        EXPECT_GE(run->number("first_faults/0/at_ms"), 0);
        EXPECT_THAT(run->text(), Not(HasSubstr("-1")));
    }

    // Messages of the run came back as something else, if at all: nobody was ever answered.
    void expect_never_answered() const {
        SCOPED_TRACE(run->story());
        expect_not_passed();
        EXPECT_EQ(run->count("messages/lost"), run->count("messages/sent"));
        EXPECT_EQ(run->count("messages/corrupted"), 0u);
        EXPECT_EQ(run->count("messages/duplicated"), 0u);
        EXPECT_GE(run->count("messages/foreign"), kConnections);
        EXPECT_EQ(run->count("latency_ms/samples"), 0u);
        EXPECT_GE(run->number("stalls/longest_ms"), 700);
    }

    std::unique_ptr<ScriptedServer> server;
    std::unique_ptr<LoadGenerator> run;

  private:
    // Attempts before this one, on a machine that was too busy.
    std::uint64_t chunks_before_ = 0;
    std::uint64_t pushes_before_ = 0;
};

const std::string kFrame = "\x05\0\0\0hello"s;
const std::string kEmptyFrame = "\0\0\0\0"s;

// ---- Before the first message

TEST_F(UnaskedBytesTest, AGreetingIsForeignOverEveryScheme) {
    for (const auto& [scheme, greeting] :
         {std::pair{"tcp", "hello"s}, {"lp", kFrame}, {"line", "hello\n"s}}) {
        SCOPED_TRACE(scheme);
        load(scheme, {.greeting = greeting, .answer = echo});
        expect_foreign(kConnections);
    }
}

// ---- Behind the last one

TEST_F(UnaskedBytesTest, ATailBehindTheLastAnswerIsForeignOverEveryScheme) {
    struct Case {
        const char* scheme;
        std::size_t message_bytes;
        std::string tail;
    };
    for (const auto& [scheme, message_bytes, tail] :
         {Case{"tcp", 64, "junk"s}, Case{"tcp", 64, std::string(300, 'x')},
          Case{"lp", 68, "\x10\0\0\0ab"s}, Case{"lp", 68, "\x10"s}, Case{"line", 65, "junk"s}}) {
        SCOPED_TRACE(scheme);
        load(scheme, {.answer = echo, .tail = tail, .tail_after = kMessages * message_bytes});
        expect_foreign(kConnections);
    }
}

TEST_F(UnaskedBytesTest, BytesBehindEachAnswerAreForeignAsOftenAsTheyCame) {
    const auto with_tail = [](std::string_view chunk) { return std::string(chunk) + "JUNKJUNK"; };
    load("tcp", {.answer = with_tail});
    expect_foreign(chunks());
    // The last of them were found when the books were closed; they had come long before.
    EXPECT_GE(run->number("listened_ms"), 250);
}

// The first fault makes it listen on; the second comes when a good run would long be over.
TEST_F(UnaskedBytesTest, WhereAnythingWasWrongWhatComesLateIsHeardToo) {
    load("lp",
         {.greeting = kFrame,
          .answer = echo,
          .tail = kFrame,
          .tail_after = kMessages * 68,
          .tail_pause = 400ms},
         {"--grace", "1500ms"});
    expect_foreign(2 * kConnections);
    EXPECT_THAT(run->text(), HasSubstr("listened for "));
    EXPECT_GE(run->number("listened_ms"), 250);
}

// ---- Longer than any message of the run

TEST_F(UnaskedBytesTest, ALineWithAForeignFrontIsNamedForWhatItIs) {
    const auto with_front = [](std::string_view chunk) { return "HELLO" + std::string(chunk); };
    load("line", {.answer = with_front});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/foreign"), chunks());
    EXPECT_EQ(run->losses(), Faults{});
    EXPECT_THAT(run->text(), Not(HasSubstr("limit")));
}

TEST_F(UnaskedBytesTest, ALineFeedThatBecameAnotherByteIsCorruptionWhereItStood) {
    const auto without_end = [](std::string_view chunk) {
        std::string spoilt(chunk);
        std::replace(spoilt.begin(), spoilt.end(), '\n', '*');
        return spoilt;
    };
    load("line", {.answer = without_end});
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->losses(), Faults{});
    EXPECT_THAT(run->exit_code(), ::testing::AnyOf(1, 5));
    const std::uint64_t lost = run->count("messages/sent") - kConnections;
    EXPECT_EQ(run->faults(), (Faults{{"corrupted", kConnections}, {"lost", lost}}));
    EXPECT_EQ(run->count("first_faults/1/offset_bytes"), 64u);
    EXPECT_EQ(run->count("first_faults/1/got_byte"), std::uint64_t{'*'});
}

TEST_F(UnaskedBytesTest, AFrameBeyondAllReasonEndsTheConnectionAndIsForeign) {
    const auto huge = [](std::string_view) { return "\xff\xff\xff\xff"s; };
    load("lp", {.answer = huge});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/foreign"), kConnections);
    EXPECT_EQ(run->losses(), (Faults{{"load: message_too_long", kConnections}}));
}

// ---- Between, and instead

TEST_F(UnaskedBytesTest, AnEmptyFrameBeforeEachAnswerIsForeignAndTheAnswerGood) {
    const auto with_front = [](std::string_view chunk) { return kEmptyFrame + std::string(chunk); };
    load("lp", {.answer = with_front});
    expect_foreign(chunks());
}

TEST_F(UnaskedBytesTest, FramesThatAreNoAnswersAreForeignAndNobodyWasAnswered) {
    load("lp", {.pushed = "\4\0\0\0junk"s});
    expect_never_answered();
    EXPECT_EQ(run->count("messages/received"), run->count("messages/foreign"));
    EXPECT_GE(run->count("messages/foreign"), pushes() / 2);
}

TEST_F(UnaskedBytesTest, AStreamThatIsNoAnswerIsForeignAndNobodyWasAnswered) {
    load("tcp", {.pushed = "\4\0\0\0junk"s});
    expect_never_answered();
    EXPECT_EQ(run->count("messages/received"), run->count("messages/foreign"));
}

}  // namespace
}  // namespace potok::testing
