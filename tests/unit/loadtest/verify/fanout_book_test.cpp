#include "loadtest/verify/fanout_book.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/printers.hpp"

namespace potok::loadtest {
namespace {

using Kind = Settlement::Kind;
using Numbers = std::vector<std::uint64_t>;

constexpr std::uint32_t kReceivers = 2;
constexpr std::uint32_t kSenders = 3;

// A book of two receivers and three senders, all of whose messages come as their name says.
class Book {
  public:
    FanoutBook::Arrival settle(std::uint32_t receiver, MessageName name) {
        return book_.settle(receiver,
                            {.kind = Verification::Kind::intact, .name = name, .difference = {}});
    }
    FanoutBook::Arrival settle_corrupted(std::uint32_t receiver, MessageName name) {
        return book_.settle(
            receiver, {.kind = Verification::Kind::corrupted, .name = name, .difference = {}});
    }
    void settle_all(std::uint32_t receiver, std::uint32_t sender, const Numbers& numbers) {
        for (const std::uint64_t number : numbers)
            static_cast<void>(settle(receiver, {sender, number}));
    }
    // Everything of everybody but sender 0, who sent `sent` messages, to receiver 0.
    MessageCounts finished(std::uint64_t sent) {
        settle_all_of_sender_0(sent);
        book_.finish(Numbers{sent, 0, 0});
        return book_.counts();
    }
    FanoutBook& book() { return book_; }

  private:
    void settle_all_of_sender_0(std::uint64_t sent) {
        for (std::uint64_t number = 0; number < sent; ++number)
            static_cast<void>(settle(1, {0, number}));
    }

    FanoutBook book_{kReceivers, kSenders};
};

// What receiver 0 makes of these arrivals of a sender's, beside one to whom all come.
MessageCounts counts_after(std::uint64_t sent, const Numbers& arrived) {
    Book book;
    book.settle_all(0, 0, arrived);
    MessageCounts counts = book.finished(sent);
    EXPECT_GE(counts.ok, sent);
    counts.ok -= sent;
    return counts;
}

TEST(FanoutBook, EachMessageOfEachSenderIsOkOnceAtEachReceiver) {
    Book book;
    for (std::uint32_t receiver = 0; receiver < kReceivers; ++receiver) {
        for (std::uint32_t sender = 0; sender < kSenders; ++sender)
            book.settle_all(receiver, sender, {0, 1, 2});
        EXPECT_EQ(book.book().passed(receiver), 9u);
    }
    book.book().finish(Numbers{3, 3, 3});
    EXPECT_EQ(book.book().counts(), MessageCounts{.ok = 18});
}

TEST(FanoutBook, BetweenTwoSendersThereIsNoOrder) {
    Book book;
    EXPECT_EQ(book.settle(0, {2, 0}).kind, Kind::ok);
    EXPECT_EQ(book.settle(0, {0, 0}).kind, Kind::ok);
    EXPECT_EQ(book.settle(0, {2, 1}).kind, Kind::ok);
    EXPECT_EQ(book.settle(0, {1, 0}).kind, Kind::ok);
    EXPECT_EQ(book.book().missing(), 0u);
}

TEST(FanoutBook, WhatOneReceiverMissesIsLostToItAlone) {
    EXPECT_EQ(counts_after(5, {0, 2, 3, 4}), (MessageCounts{.ok = 4, .lost = 1}));
    EXPECT_EQ(counts_after(5, {1, 2, 3, 4}), (MessageCounts{.ok = 4, .lost = 1}));
    EXPECT_EQ(counts_after(5, {0, 1, 2, 3}), (MessageCounts{.ok = 4, .lost = 1}));
    EXPECT_EQ(counts_after(5, {}), MessageCounts{.lost = 5});
}

TEST(FanoutBook, AnOvertakenMessageIsMissingUntilItComesAndThenReordered) {
    Book book;
    book.settle_all(0, 0, {0, 2});
    EXPECT_EQ(book.book().missing(), 1u);
    const FanoutBook::Arrival late = book.settle(0, {0, 1});
    EXPECT_EQ(late.kind, Kind::reordered);
    EXPECT_EQ(late.passed, 0u) << "it was no longer waited for";
    EXPECT_EQ(book.book().missing(), 0u);
    EXPECT_EQ(counts_after(4, {0, 2, 1, 3}), (MessageCounts{.ok = 3, .reordered = 1}));
    EXPECT_EQ(counts_after(4, {3, 2, 1, 0}), (MessageCounts{.ok = 1, .reordered = 3}));
}

TEST(FanoutBook, ASecondArrivalIsADuplicateWhereverItComes) {
    EXPECT_EQ(counts_after(2, {0, 0, 1}), (MessageCounts{.ok = 2, .duplicated = 1}));
    EXPECT_EQ(counts_after(2, {0, 1, 0, 1}), (MessageCounts{.ok = 2, .duplicated = 2}));
    EXPECT_EQ(counts_after(2, {1, 0, 0}),
              (MessageCounts{.ok = 1, .duplicated = 1, .reordered = 1}));
}

TEST(FanoutBook, ACopyThatWentToAnotherReceiverIsLostToOneAndDuplicatedAtTheOther) {
    Book book;
    book.settle_all(0, 0, {0, 0, 1});
    book.settle_all(1, 0, {1});
    book.book().finish(Numbers{2, 0, 0});
    EXPECT_EQ(book.book().counts(), (MessageCounts{.ok = 3, .lost = 1, .duplicated = 1}));
    EXPECT_EQ(book.book().lost_to(0), 0u);
    EXPECT_EQ(book.book().lost_to(1), 1u);
}

TEST(FanoutBook, ACorruptedDeliveryIsNeitherLostNorReordered) {
    Book book;
    EXPECT_EQ(book.settle_corrupted(0, {0, 0}).kind, Kind::corrupted);
    EXPECT_EQ(book.settle_corrupted(0, {0, 2}).kind, Kind::corrupted);
    EXPECT_EQ(book.settle_corrupted(0, {0, 1}).kind, Kind::corrupted);
    EXPECT_EQ(book.settle_corrupted(0, {0, 1}).kind, Kind::duplicated);
    EXPECT_EQ(book.finished(3), (MessageCounts{.ok = 3, .duplicated = 1, .corrupted = 3}));
}

TEST(FanoutBook, ForeignBytesTakeNothing) {
    Book book;
    EXPECT_EQ(book.book().settle(0, Verification{}).kind, Kind::foreign);
    EXPECT_EQ(book.book().passed(0), 0u);
    EXPECT_EQ(book.finished(1), (MessageCounts{.ok = 1, .lost = 1, .foreign = 1}));
}

TEST(FanoutBook, AnArrivalTellsHowManyAreNoLongerWaitedFor) {
    Book book;
    EXPECT_EQ(book.settle(0, {1, 0}).passed, 1u);
    EXPECT_EQ(book.settle(0, {1, 4}).passed, 4u);
    EXPECT_EQ(book.settle(0, {1, 4}).passed, 0u);
    EXPECT_EQ(book.book().passed(0), 5u);
    EXPECT_EQ(book.book().next(0, 1), 5u);
    EXPECT_EQ(book.book().missing(), 3u);
}

// To one who comes late everything before is lost, and what follows is right.
TEST(FanoutBook, AReceiverThatCameLateLostWhatCameBefore) {
    EXPECT_EQ(counts_after(10, {7, 8, 9}), (MessageCounts{.ok = 3, .lost = 7}));
}

TEST(FanoutBook, AReceiverThatEndedEarlyLostWhatCameAfter) {
    EXPECT_EQ(counts_after(10, {0, 1, 2}), (MessageCounts{.ok = 3, .lost = 7}));
}

// Whatever comes, each delivery that was due ends in one class.
TEST(FanoutBook, TheSumsHold) {
    constexpr std::uint64_t kSent = 7;
    std::mt19937 random(20'260'811);
    Book book;
    std::uint64_t arrivals = 0;
    for (std::uint32_t receiver = 0; receiver < kReceivers; ++receiver) {
        for (int i = 0; i < 40; ++i, ++arrivals) {
            const MessageName name{static_cast<std::uint32_t>(random() % kSenders),
                                   random() % kSent};
            static_cast<void>(random() % 4 == 0 ? book.settle_corrupted(receiver, name)
                                                : book.settle(receiver, name));
        }
    }
    book.book().finish(Numbers(kSenders, kSent));
    const MessageCounts& counts = book.book().counts();
    EXPECT_EQ(counts.ok + counts.reordered + counts.corrupted + counts.lost,
              kReceivers * kSenders * kSent);
    EXPECT_EQ(counts.received(), arrivals);
    EXPECT_EQ(book.book().missing(), 0u);
}

TEST(FanoutBook, TheFirstLostIsTheOneThatFellDueFirst) {
    Book book;
    book.settle_all(0, 0, {0, 2});
    book.settle_all(1, 0, {0, 1, 2});
    book.settle_all(0, 1, {0});
    book.settle_all(1, 2, {0});
    book.book().finish(Numbers{3, 1, 1});
    // 1 and 2 both have their number 0 missing somewhere.
    ASSERT_TRUE(book.book().first_lost());
    EXPECT_EQ(book.book().first_lost()->message, (MessageName{1, 0}));
    EXPECT_EQ(book.book().first_lost()->receiver, 1u);
    EXPECT_EQ(book.book().counts().lost, 3u);
}

TEST(FanoutBook, OfTooManyMissingTheOldestAreGivenUp) {
    constexpr std::uint64_t kMost = FanoutBook::kMissingMax;
    Book book;
    book.settle_all(0, 0, {kMost});
    EXPECT_EQ(book.book().missing(), kMost);
    EXPECT_EQ(book.book().counts().lost, 0u);
    book.settle_all(0, 1, {1});
    EXPECT_EQ(book.book().missing(), kMost);
    EXPECT_EQ(book.book().counts().lost, 1u);
    EXPECT_EQ(book.settle(0, {0, 0}).kind, Kind::duplicated) << "it was given up";
    EXPECT_EQ(book.settle(0, {0, 1}).kind, Kind::reordered);
    book.book().finish(Numbers{kMost + 1, 2, 0});
    const MessageCounts& counts = book.book().counts();
    EXPECT_EQ(counts.ok + counts.reordered + counts.lost, 2 * (kMost + 3));
}

TEST(FanoutBook, AGapWiderThanTheRoomForItIsLostButForItsEnd) {
    constexpr std::uint64_t kMost = FanoutBook::kMissingMax;
    Book book;
    book.settle_all(0, 0, {5 * kMost});
    EXPECT_EQ(book.book().missing(), kMost);
    EXPECT_EQ(book.book().counts().lost, 4 * kMost);
    EXPECT_EQ(book.settle(0, {0, 4 * kMost}).kind, Kind::reordered);
    EXPECT_EQ(book.settle(0, {0, 4 * kMost - 1}).kind, Kind::duplicated);
}

// Four bytes hold every number of a run: the last that there can be, and the gap before it.
TEST(FanoutBook, TheLastNumberIsStillTold) {
    constexpr std::uint64_t kLast = FanoutBook::kNumbersMax - 1;
    Book book;
    EXPECT_EQ(book.settle(0, {0, kLast - 1}).kind, Kind::ok);
    const FanoutBook::Arrival last = book.settle(0, {0, kLast});
    EXPECT_EQ(last.kind, Kind::ok);
    EXPECT_EQ(last.passed, 1u);
    EXPECT_EQ(book.book().next(0, 0), FanoutBook::kNumbersMax);
    EXPECT_EQ(book.book().passed(0), FanoutBook::kNumbersMax);
    EXPECT_EQ(book.settle(0, {0, kLast}).kind, Kind::duplicated);
    EXPECT_EQ(book.settle(0, {0, kLast - 2}).kind, Kind::reordered);
    book.book().finish(Numbers{FanoutBook::kNumbersMax, 0, 0});
    EXPECT_EQ(book.book().lost_to(0), FanoutBook::kNumbersMax - 3);
    EXPECT_EQ(book.book().lost_to(1), FanoutBook::kNumbersMax);
}

}  // namespace
}  // namespace potok::loadtest
