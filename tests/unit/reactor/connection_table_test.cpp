#include "reactor/connection_table.hpp"

#include <thread>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using Charge = ConnectionTable::Charge;

constexpr std::uint32_t kLoop = 5;

// The table only stores the pointer; a slot of this array stands for a connection.
class ConnectionTableTest : public ::testing::Test {
  protected:
    [[nodiscard]] Connection& connection(std::size_t i) {
        return reinterpret_cast<Connection&>(stand_ins_.at(i));
    }

    std::unique_ptr<ConnectionTable> table = std::move(ConnectionTable::create(kLoop, 4)).value();

  private:
    std::array<std::uint64_t, 8> stand_ins_{};
};

TEST_F(ConnectionTableTest, FindsWhatWasInsertedByItsId) {
    const auto slot = table->insert(connection(0));
    ASSERT_TRUE(slot);
    const ConnectionId id = table->id_of(*slot);
    EXPECT_EQ(id.loop(), kLoop);
    EXPECT_EQ(table->find(id), &connection(0));
}

TEST_F(ConnectionTableTest, AnIdNamesNothingOnceItsConnectionIsGone) {
    const ConnectionId id = table->id_of(*table->insert(connection(0)));
    table->erase(id.slot());
    EXPECT_EQ(table->find(id), nullptr);
    for (int i = 0; i < 4; ++i)
        static_cast<void>(table->insert(connection(1)));
    EXPECT_EQ(table->find(id), nullptr) << "nor when the slot is taken again";
    EXPECT_EQ(table->charge(id, 1), Charge::gone);
}

TEST_F(ConnectionTableTest, RefusesMoreThanItHasSlots) {
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_TRUE(table->insert(connection(i)));
    EXPECT_FALSE(table->insert(connection(4)));
    table->erase(2);
    EXPECT_EQ(table->insert(connection(4)), 2u);
    EXPECT_FALSE(table->insert(connection(5)));
}

TEST_F(ConnectionTableTest, ReusesSlotsFirstInFirstOut) {
    for (std::size_t i = 0; i < 4; ++i)
        static_cast<void>(table->insert(connection(i)));
    for (const std::uint32_t slot : {3u, 0u, 2u})
        table->erase(slot);
    EXPECT_EQ(table->insert(connection(5)), 3u);
    EXPECT_EQ(table->insert(connection(5)), 0u);
    table->erase(1);
    EXPECT_EQ(table->insert(connection(5)), 2u);
    EXPECT_EQ(table->insert(connection(5)), 1u);
}

TEST_F(ConnectionTableTest, ForeignAndEmptyIdsFindNothing) {
    static_cast<void>(table->insert(connection(0)));
    EXPECT_EQ(table->find(ConnectionId{}), nullptr);
    EXPECT_EQ(table->find(ConnectionId(kLoop + 1, 0, 1)), nullptr);
    EXPECT_EQ(table->find(ConnectionId(kLoop, 3, 1)), nullptr);
    EXPECT_EQ(table->charge(ConnectionId(kLoop, 1000, 1), 1), Charge::gone);
}

TEST_F(ConnectionTableTest, CreditIsBoundedAndReturns) {
    const ConnectionId id = table->id_of(*table->insert(connection(0)));
    EXPECT_EQ(table->charge(id, ConnectionTable::kCreditBytes), Charge::taken);
    EXPECT_EQ(table->charge(id, 1), Charge::exhausted);
    table->refund(id.slot(), 10);
    EXPECT_EQ(table->charge(id, 11), Charge::exhausted);
    EXPECT_EQ(table->charge(id, 10), Charge::taken);
}

TEST_F(ConnectionTableTest, WithNothingOutstandingAMessageOfAnySizePasses) {
    const ConnectionId id = table->id_of(*table->insert(connection(0)));
    EXPECT_EQ(table->charge(id, ConnectionTable::kMessageBytesMax), Charge::taken);
    EXPECT_EQ(table->charge(id, 0), Charge::exhausted);
}

TEST_F(ConnectionTableTest, ASuccessorInTheSlotBeginsWithFullCredit) {
    const ConnectionId first = table->id_of(*table->insert(connection(0)));
    EXPECT_EQ(table->charge(first, ConnectionTable::kCreditBytes), Charge::taken);
    for (std::size_t i = 1; i < 4; ++i)
        static_cast<void>(table->insert(connection(i)));
    table->erase(first.slot());
    const ConnectionId second = table->id_of(*table->insert(connection(4)));
    ASSERT_EQ(second.slot(), first.slot());
    EXPECT_EQ(table->charge(second, ConnectionTable::kCreditBytes), Charge::taken);
}

TEST_F(ConnectionTableTest, ThreadsNeverTakeMoreThanTheCredit) {
    const ConnectionId id = table->id_of(*table->insert(connection(0)));
    constexpr std::uint32_t kPiece = 1000;
    std::atomic<std::uint64_t> outstanding{0};
    std::atomic<bool> done{false};
    std::vector<std::thread> senders;
    for (int i = 0; i < 3; ++i) {
        senders.emplace_back([&] {
            while (!done) {
                if (table->charge(id, kPiece) == Charge::taken) outstanding += kPiece;
            }
        });
    }
    // The loop's part: what was taken is given back, and never was more than the limit.
    for (int i = 0; i < 20'000; ++i) {
        std::uint64_t taken = outstanding.load();
        ASSERT_LE(taken, ConnectionTable::kCreditBytes);
        if (taken < kPiece) continue;
        outstanding -= kPiece;
        table->refund(id.slot(), kPiece);
    }
    done = true;
    for (std::thread& sender : senders)
        sender.join();
}

TEST_F(ConnectionTableTest, AChargeAgainstASlotThatIsReusedMeanwhileNeverHitsTheSuccessor) {
    std::atomic<std::uint64_t> current{table->id_of(*table->insert(connection(0))).value()};
    for (std::size_t i = 1; i < 4; ++i)
        static_cast<void>(table->insert(connection(i)));
    std::atomic<bool> done{false};
    std::thread sender([&] {
        while (!done) {
            const std::uint64_t value = current.load();
            const ConnectionId id(static_cast<std::uint32_t>(value >> 56),
                                  static_cast<std::uint32_t>(value >> 32) & 0xFFFFFF,
                                  static_cast<std::uint32_t>(value));
            static_cast<void>(table->charge(id, 7));
        }
    });
    for (int i = 0; i < 20'000; ++i) {
        table->erase(0);
        const std::uint32_t slot = *table->insert(connection(0));
        const ConnectionId id = table->id_of(slot);
        // Nobody knows this id yet: its credit must be untouched.
        ASSERT_EQ(table->charge(id, ConnectionTable::kCreditBytes), Charge::taken);
        table->refund(slot, ConnectionTable::kCreditBytes);
        current.store(id.value());
    }
    done = true;
    sender.join();
}

}  // namespace
}  // namespace potok
