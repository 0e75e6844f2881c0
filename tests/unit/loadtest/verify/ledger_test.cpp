#include "loadtest/verify/ledger.hpp"

#include <set>

#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/printers.hpp"

namespace potok::loadtest {
namespace {

using Kind = Settlement::Kind;
using Numbers = std::vector<std::uint64_t>;

constexpr std::uint32_t kOwn = 7;
constexpr std::uint32_t kOther = 8;

Instant at(std::uint64_t ms) {
    return Instant(std::chrono::milliseconds(ms));
}

Verification intact(std::uint64_t number, std::uint32_t connection = kOwn) {
    return {.kind = Verification::Kind::intact, .name = {connection, number}, .difference = {}};
}

Verification corrupted(std::uint64_t number, std::uint32_t connection = kOwn) {
    return {.kind = Verification::Kind::corrupted, .name = {connection, number}, .difference = {}};
}

// A ledger that has sent `messages`: number n was intended at n ms and sent at n + 100 ms.
class Book {
  public:
    explicit Book(std::uint64_t messages, std::size_t outstanding_max = Ledger::kOutstandingMax)
        : ledger_(kOwn, outstanding_max) {
        send(messages);
    }

    void send(std::uint64_t messages) {
        for (std::uint64_t i = 0; i < messages; ++i) {
            const std::uint64_t number = ledger_.next_to_send().number;
            ledger_.on_sent({.intended = at(number), .sent = at(number + 100)});
        }
    }
    void pass_over() { ledger_.pass_over(); }
    Settlement settle(const Verification& verification) { return ledger_.settle(verification); }
    void settle_all(const Numbers& numbers) {
        for (const std::uint64_t number : numbers)
            static_cast<void>(settle(intact(number)));
    }
    MessageCounts finished() {
        ledger_.finish();
        return ledger_.counts();
    }
    [[nodiscard]] const Ledger& ledger() const { return ledger_; }

  private:
    Ledger ledger_;
};

MessageCounts counts_after(std::uint64_t sent, const Numbers& arrived) {
    Book book(sent);
    book.settle_all(arrived);
    return book.finished();
}

TEST(Ledger, AnswersInOrderAreOk) {
    EXPECT_EQ(counts_after(3, {0, 1, 2}), (MessageCounts{.sent = 3, .ok = 3}));
}

TEST(Ledger, OneDroppedMessageIsOneLostAndNothingElse) {
    EXPECT_EQ(counts_after(5, {0, 2, 3, 4}), (MessageCounts{.sent = 5, .ok = 4, .lost = 1}));
    EXPECT_EQ(counts_after(5, {1, 2, 3, 4}), (MessageCounts{.sent = 5, .ok = 4, .lost = 1}));
    EXPECT_EQ(counts_after(5, {0, 1, 2, 3}), (MessageCounts{.sent = 5, .ok = 4, .lost = 1}));
}

TEST(Ledger, TwoSwappedMessagesAreOneReorderedAndNoneLost) {
    EXPECT_EQ(counts_after(4, {0, 2, 1, 3}), (MessageCounts{.sent = 4, .ok = 3, .reordered = 1}));
}

TEST(Ledger, AWhollyReversedWindowReordersAllButTheFirstToArrive) {
    EXPECT_EQ(counts_after(4, {3, 2, 1, 0}), (MessageCounts{.sent = 4, .ok = 1, .reordered = 3}));
}

TEST(Ledger, ASecondArrivalIsADuplicateWhereverItComes) {
    EXPECT_EQ(counts_after(2, {0, 0, 1}), (MessageCounts{.sent = 2, .ok = 2, .duplicated = 1}));
    EXPECT_EQ(counts_after(2, {0, 1, 0, 1}), (MessageCounts{.sent = 2, .ok = 2, .duplicated = 2}));
    EXPECT_EQ(counts_after(2, {1, 0, 0}),
              (MessageCounts{.sent = 2, .ok = 1, .duplicated = 1, .reordered = 1}));
}

TEST(Ledger, ACorruptedMessageIsNotAlsoLost) {
    Book book(3);
    book.settle_all({0});
    EXPECT_EQ(book.settle(corrupted(1)).kind, Kind::corrupted);
    book.settle_all({2});
    EXPECT_EQ(book.finished(), (MessageCounts{.sent = 3, .ok = 2, .corrupted = 1}));
}

TEST(Ledger, ACorruptedMessageOutOfOrderIsCorruptedOnlyOnce) {
    Book book(3);
    EXPECT_EQ(book.settle(corrupted(2)).kind, Kind::corrupted);
    EXPECT_EQ(book.settle(corrupted(0)).kind, Kind::corrupted);
    EXPECT_EQ(book.settle(intact(1)).kind, Kind::reordered);
    EXPECT_EQ(book.finished(), (MessageCounts{.sent = 3, .reordered = 1, .corrupted = 2}));
}

TEST(Ledger, ACorruptedRepetitionIsADuplicate) {
    Book book(1);
    book.settle_all({0});
    EXPECT_EQ(book.settle(corrupted(0)).kind, Kind::duplicated);
}

TEST(Ledger, AnotherConnectionsMessageTakesNothingFromThisOne) {
    Book book(1);
    EXPECT_EQ(book.settle(intact(0, kOther)).kind, Kind::misdelivered);
    EXPECT_EQ(book.settle(corrupted(0, kOther)).kind, Kind::misdelivered);
    EXPECT_EQ(book.finished(), (MessageCounts{.sent = 1, .lost = 1, .misdelivered = 2}));
}

TEST(Ledger, ForeignBytesTakeNothing) {
    Book book(1);
    EXPECT_EQ(book.settle({}).kind, Kind::foreign);
    book.settle_all({0});
    EXPECT_EQ(book.finished(), (MessageCounts{.sent = 1, .ok = 1, .foreign = 1}));
}

TEST(Ledger, WhatEndsAMessageKnowsWhenItWasDueAndSent) {
    Book book(5);
    for (const Settlement& settlement :
         {book.settle(intact(0)), book.settle(intact(2)), book.settle(intact(1)),
          book.settle(corrupted(4)), book.settle(corrupted(3))}) {
        EXPECT_EQ(settlement.dispatch.sent - settlement.dispatch.intended,
                  std::chrono::milliseconds(100));
    }
    Book other(3);
    EXPECT_EQ(other.settle(intact(2)).dispatch.intended, at(2));
    EXPECT_EQ(other.settle(intact(1)).dispatch.intended, at(1));
    EXPECT_EQ(other.settle(intact(0)).dispatch.sent, at(100));
}

TEST(Ledger, ExpectsTheOldestInLineThenTheOldestOvertaken) {
    Book book(4);
    EXPECT_EQ(book.ledger().expectation().next, 0u);
    book.settle_all({1});
    EXPECT_EQ(book.ledger().expectation().next, 2u);
    book.settle_all({3});
    EXPECT_EQ(book.ledger().expectation().next, 0u);
    book.settle_all({0, 2});
    EXPECT_EQ(book.ledger().expectation().next, std::nullopt);
    EXPECT_EQ(book.ledger().expectation().sent, 4u);
    EXPECT_EQ(book.ledger().expectation().connection, kOwn);
}

TEST(Ledger, AnOvertakenMessageNoLongerStandsInLine) {
    Book book(4);
    EXPECT_EQ(book.ledger().in_line(), 4u);
    book.settle_all({2});
    EXPECT_EQ(book.ledger().in_line(), 1u);
    book.settle_all({3});
    EXPECT_EQ(book.ledger().in_line(), 0u);
}

TEST(Ledger, IsFullAtItsLimitAndSendsAgainAfterAnAnswer) {
    Book book(5, 5);
    EXPECT_TRUE(book.ledger().full());
    book.settle_all({0});
    EXPECT_FALSE(book.ledger().full());
    EXPECT_EQ(book.ledger().next_to_send(), (MessageName{kOwn, 5}));
}

TEST(Ledger, TheLineKeepsItsOrderWhileItGrowsAndTurns) {
    Book book(3);
    for (std::uint64_t round = 0; round < 200; ++round) {
        book.send(1 + round % 7);
        const std::uint64_t next = *book.ledger().expectation().next;
        const Settlement settlement = book.settle(intact(next));
        ASSERT_EQ(settlement.dispatch.intended, at(next));
        ASSERT_EQ(settlement.kind, Kind::ok);
    }
}

TEST(Ledger, TooManyOvertakenGiveUpTheOldestAsLost) {
    const std::uint64_t overtaken = Ledger::kOvertakenMax + 2;
    Book book(overtaken + 1);
    book.settle_all({overtaken});
    EXPECT_EQ(book.ledger().counts().lost, 2u);
    EXPECT_EQ(book.ledger().first_lost()->number, 0u);
    EXPECT_EQ(book.settle(intact(1)).kind, Kind::duplicated);
    EXPECT_EQ(book.settle(intact(2)).kind, Kind::reordered);
    EXPECT_EQ(book.finished().lost, overtaken - 1);
}

TEST(Ledger, TheFirstLostIsTheOldestUnanswered) {
    Book book(6);
    book.settle_all({0, 3});
    static_cast<void>(book.finished());
    ASSERT_TRUE(book.ledger().first_lost());
    EXPECT_EQ(book.ledger().first_lost()->number, 1u);
    EXPECT_EQ(book.ledger().first_lost()->dispatch.sent, at(101));
    EXPECT_EQ(book.ledger().counts().lost, 4u);
}

TEST(Ledger, ALostMessageThatWasNeverOvertakenKeepsItsTimes) {
    Book book(3);
    book.settle_all({0});
    static_cast<void>(book.finished());
    ASSERT_TRUE(book.ledger().first_lost());
    EXPECT_EQ(book.ledger().first_lost()->number, 1u);
    EXPECT_EQ(book.ledger().first_lost()->dispatch.intended, at(1));
}

TEST(Ledger, NothingSentIsNothingLost) {
    Book book(0);
    EXPECT_EQ(book.finished(), MessageCounts{});
    EXPECT_EQ(book.ledger().first_lost(), std::nullopt);
}

TEST(LedgerDeathTest, BreakingThePreconditionsIsAProgrammersError) {
    EXPECT_DEATH(Book(6, 5), "assertion failed");
    EXPECT_DEATH(static_cast<void>(Book(2).settle(intact(2))), "assertion failed");
    EXPECT_DEATH(Ledger(kOwn, 0), "assertion failed");
}

// The definitions spelled out over the plain list of arrivals.
class Oracle {
  public:
    void send() { ++counts_.sent; }
    void arrive(const Verification& verification) {
        if (verification.kind == Verification::Kind::foreign) {
            ++counts_.foreign;
        } else if (verification.name.connection != kOwn) {
            ++counts_.misdelivered;
        } else {
            arrive_own(verification);
        }
    }
    MessageCounts finished() {
        counts_.lost = counts_.sent - arrived_.size();
        return counts_;
    }

  private:
    void arrive_own(const Verification& verification) {
        const std::uint64_t number = verification.name.number;
        const bool overtaken = !arrived_.empty() && number < *arrived_.rbegin();
        if (!arrived_.insert(number).second) {
            ++counts_.duplicated;
        } else if (verification.kind == Verification::Kind::corrupted) {
            ++counts_.corrupted;
        } else if (overtaken) {
            ++counts_.reordered;
        } else {
            ++counts_.ok;
        }
    }

    std::set<std::uint64_t> arrived_;
    MessageCounts counts_;
};

// A server that answers in order and commits each fault now and then.
TEST(Ledger, WhatIsPassedOverKeepsNobodyWaitingAndIsLost) {
    Book book(2);
    book.pass_over();
    EXPECT_EQ(book.ledger().in_line(), 0u);
    book.send(1);
    EXPECT_EQ(book.settle(intact(2)).kind, Kind::ok);
    EXPECT_EQ(book.finished(), (MessageCounts{.sent = 3, .ok = 1, .lost = 2}));
}

TEST(Ledger, WhatIsPassedOverAndComesAfterAllIsReordered) {
    Book book(2);
    book.pass_over();
    EXPECT_EQ(book.settle(intact(1)).kind, Kind::reordered);
    EXPECT_EQ(book.settle(intact(1)).kind, Kind::duplicated);
    EXPECT_EQ(book.finished(),
              (MessageCounts{.sent = 2, .lost = 1, .duplicated = 1, .reordered = 1}));
}

class FaultyServer {
  public:
    explicit FaultyServer(std::uint64_t seed) : random_(seed), faults_(1 + random_() % 40) {}

    bool one_in(std::uint64_t chances) { return random_() % chances == 0; }
    std::vector<Verification> answer(std::uint64_t number) {
        std::vector<Verification> answers{intact(number)};
        if (one_in(faults_)) answers.front() = corrupted(number);
        if (one_in(faults_)) answers.insert(answers.end(), 1 + random_() % 3, intact(number));
        if (one_in(faults_)) answers.push_back(intact(number, kOther));
        if (one_in(faults_)) answers.push_back({});
        if (one_in(faults_)) answers.clear();
        if (one_in(faults_)) held_.swap(answers);
        if (one_in(faults_)) answers.insert(answers.end(), held_.begin(), held_.end());
        return answers;
    }

  private:
    std::mt19937_64 random_;
    std::uint64_t faults_;
    std::vector<Verification> held_;
};

TEST(Ledger, AgreesWithTheDefinitionsUnderRandomFaults) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        FaultyServer server(seed);
        Book book(0);
        Oracle oracle;
        std::uint64_t asked = 0;
        std::uint64_t answered = 0;
        while (asked < 1000) {
            for (; asked < 1000 && !server.one_in(4); ++asked) {
                book.send(1);
                oracle.send();
            }
            for (; answered < asked && !server.one_in(5); ++answered) {
                for (const Verification& verification : server.answer(answered)) {
                    oracle.arrive(verification);
                    static_cast<void>(book.settle(verification));
                }
            }
        }
        const MessageCounts counts = book.finished();
        ASSERT_EQ(counts, oracle.finished()) << "seed " << seed;
        ASSERT_EQ(counts.sent, counts.ok + counts.reordered + counts.corrupted + counts.lost);
    }
}

}  // namespace
}  // namespace potok::loadtest
