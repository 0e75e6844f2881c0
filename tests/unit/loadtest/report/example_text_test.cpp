#include "loadtest/report/example_text.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

// Of an echo: what is not misdelivered is the connection's own.
FaultExample example(Fault fault, std::optional<Difference> difference = {}) {
    return {.fault = fault,
            .connection = 17,
            .since_start = 1500ms,
            .message = MessageName{fault == Fault::misdelivered ? 9u : 17u, 4},
            .difference = difference};
}

// Of a fan-out: a message of another connection, which was due here.
FaultExample delivery(Fault fault) {
    FaultExample example_of_fanout = example(fault, Difference{33, std::byte{1}, std::byte{2}});
    example_of_fanout.message = MessageName{9, 4};
    return example_of_fanout;
}

std::string english(const FaultExample& fault) {
    return example_text(fault, Language::english);
}

TEST(ExampleText, TellsWhatHappenedToWhomAndWhen) {
    EXPECT_EQ(english(example(Fault::lost)),
              "message 4 of connection 17, sent 1.5 s after the start, never came back");
    EXPECT_EQ(english(example(Fault::duplicated)),
              "1.5 s after the start connection 17 received message 4 once more");
    EXPECT_EQ(english(example(Fault::reordered)),
              "1.5 s after the start connection 17 received message 4 after one that it had sent "
              "later");
    EXPECT_EQ(english(example(Fault::misdelivered)),
              "1.5 s after the start connection 17 received message 4 of connection 9");
    EXPECT_EQ(english({Fault::foreign, 17, 1500ms, {}, {}}),
              "1.5 s after the start connection 17 received bytes that are no message of this run");
}

TEST(ExampleText, ACorruptedMessageSaysWhichByteWasWhat) {
    using ::testing::EndsWith;
    const auto said = [](std::optional<Difference> difference) {
        return english(example(Fault::corrupted, difference));
    };
    EXPECT_THAT(said(Difference{33, std::byte{0x41}, std::byte{0x0E}}),
                EndsWith("byte 33 is 0x0E instead of 0x41"));
    EXPECT_THAT(said(Difference{33, std::byte{0x41}, {}}),
                EndsWith("it ends before byte 33, which should be 0x41"));
    EXPECT_THAT(said(Difference{64, {}, std::byte{0x41}}),
                EndsWith("it goes on with 0x41 at byte 64, where it should have ended"));
    EXPECT_THAT(said({}), EndsWith("where is not known"));
}

TEST(ExampleText, ADeliveryOfAFanoutSaysWhoseMessageItWasAndWhereItWasDue) {
    EXPECT_EQ(english(delivery(Fault::lost)),
              "message 4 of connection 9, due 1.5 s after the start, never arrived at connection "
              "17");
    EXPECT_EQ(english(delivery(Fault::duplicated)),
              "1.5 s after the start connection 17 received message 4 of connection 9 once more");
    EXPECT_EQ(english(delivery(Fault::reordered)),
              "1.5 s after the start connection 17 received message 4 of connection 9 after one "
              "that was sent later");
    EXPECT_EQ(english(delivery(Fault::corrupted)),
              "1.5 s after the start connection 17 received message 4 of connection 9 with other "
              "bytes: byte 33 is 0x02 instead of 0x01");
    for (const Fault fault : {Fault::lost, Fault::duplicated, Fault::reordered, Fault::corrupted}) {
        const std::string russian = example_text(delivery(fault), Language::russian);
        EXPECT_THAT(russian, ::testing::HasSubstr("сообщение 4 соединения 9"));
        EXPECT_THAT(russian, ::testing::HasSubstr("17"));
        EXPECT_EQ(russian.find('{'), std::string::npos) << russian;
    }
}

TEST(ExampleText, ARefusedMessageSaysTheStatus) {
    FaultExample refused = example(Fault::corrupted);
    refused.status = 503;
    EXPECT_THAT(english(refused),
                ::testing::EndsWith("to message 4 with the HTTP status 503 (Service Unavailable)"));
    EXPECT_THAT(example_text(refused, Language::russian),
                ::testing::EndsWith("на сообщение 4 ответили статусом HTTP 503 (Service "
                                    "Unavailable)"));
}

TEST(ExampleText, SaysTheSameInRussian) {
    EXPECT_EQ(example_text(example(Fault::corrupted, Difference{33, std::byte{1}, std::byte{2}}),
                           Language::russian),
              "через 1.5 с после начала соединение 17 получило сообщение 4 с другими байтами: байт "
              "33 — 0x02 вместо 0x01");
    for (const Fault fault : kFaults) {
        const std::string russian = example_text(example(fault), Language::russian);
        EXPECT_NE(russian, english(example(fault)));
        EXPECT_THAT(russian, ::testing::HasSubstr("1.5 с"));
        EXPECT_EQ(russian.find('{'), std::string::npos) << russian;
    }
}

TEST(ExampleText, EveryFaultHasItsWordInBothLanguages) {
    std::set<std::string_view> words;
    for (const Fault fault : kFaults) {
        words.insert(fault_text(fault).en);
        words.insert(fault_text(fault).ru);
    }
    EXPECT_EQ(words.size(), 2 * kFaults.size());
}

}  // namespace
}  // namespace potok::loadtest
