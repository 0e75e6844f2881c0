#include "base/intrusive_list.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

struct Item : ListNode<Item> {
    explicit Item(int value) : number(value) {}
    int number;
};

std::vector<int> numbers(IntrusiveList<Item>& list) {
    std::vector<int> seen;
    list.for_each([&](Item& item) { seen.push_back(item.number); });
    return seen;
}

TEST(IntrusiveList, KeepsTheOrderOfInsertion) {
    Item one(1), two(2), three(3);
    IntrusiveList<Item> list;
    list.push_back(two);
    list.push_back(three);
    list.push_front(one);
    EXPECT_EQ(numbers(list), (std::vector{1, 2, 3}));
    EXPECT_EQ(list.pop_front().number, 1);
    EXPECT_EQ(numbers(list), (std::vector{2, 3}));
}

TEST(IntrusiveList, ADestroyedNodeLeavesItsList) {
    IntrusiveList<Item> list;
    Item stays(1);
    list.push_back(stays);
    {
        Item goes(2);
        list.push_back(goes);
    }
    EXPECT_EQ(numbers(list), (std::vector{1}));
}

TEST(IntrusiveList, ANodeOutlivesItsList) {
    Item item(1);
    {
        IntrusiveList<Item> list;
        list.push_back(item);
    }
    EXPECT_FALSE(item.linked());
}

TEST(IntrusiveList, SpliceMovesEverythingInOrder) {
    Item one(1), two(2), three(3);
    IntrusiveList<Item> first, second;
    first.push_back(one);
    second.push_back(two);
    second.push_back(three);
    first.splice_back(second);
    EXPECT_EQ(numbers(first), (std::vector{1, 2, 3}));
    EXPECT_TRUE(second.empty());
    first.splice_back(second);
    EXPECT_EQ(numbers(first), (std::vector{1, 2, 3}));
}

TEST(IntrusiveList, TheVisitedNodeMayUnlinkItself) {
    Item one(1), two(2), three(3);
    IntrusiveList<Item> list;
    for (Item* item : {&one, &two, &three})
        list.push_back(*item);
    list.for_each([](Item& item) {
        if (item.number == 2) item.unlink();
    });
    EXPECT_EQ(numbers(list), (std::vector{1, 3}));
}

TEST(IntrusiveListDeathTest, ListingANodeTwiceIsAProgrammersError) {
    Item item(1);
    IntrusiveList<Item> list;
    list.push_back(item);
    EXPECT_DEATH(list.push_back(item), "assertion failed");
}

}  // namespace
}  // namespace potok
