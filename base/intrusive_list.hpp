// IntrusiveList: a doubly linked list whose links live in the listed objects.
//
// The one idea: a node that is destroyed or relisted takes itself out, so no list ever holds a
// dangling pointer and insertion never allocates. Nodes are pinned: neither copied nor moved. An
// object that stands in several lists derives from several ListNode<Tag>. One thread.
#pragma once

#include "base/assert.hpp"

namespace potok {

template <class Tag>
class ListNode {
  public:
    ListNode() = default;
    ListNode(const ListNode&) = delete;
    ListNode& operator=(const ListNode&) = delete;
    ~ListNode() { unlink(); }

    [[nodiscard]] bool linked() const noexcept { return next_ != nullptr; }

    // Leaves the list it is in; nothing if it is in none.
    void unlink() noexcept {
        if (!linked()) return;
        previous_->next_ = next_;
        next_->previous_ = previous_;
        next_ = previous_ = nullptr;
    }

  private:
    template <class T, class U>
    friend class IntrusiveList;

    void link_before(ListNode& position) noexcept {
        ASSERT(!linked());
        next_ = &position;
        previous_ = position.previous_;
        previous_->next_ = this;
        position.previous_ = this;
    }

    ListNode* next_ = nullptr;
    ListNode* previous_ = nullptr;
};

// Invariant: head_ is a ring; head_.next_ is the first element, or head_ itself when empty.
template <class T, class Tag = T>
class IntrusiveList {
  public:
    IntrusiveList() noexcept { make_empty_ring(); }
    IntrusiveList(const IntrusiveList&) = delete;
    IntrusiveList& operator=(const IntrusiveList&) = delete;
    ~IntrusiveList() { clear(); }

    [[nodiscard]] bool empty() const noexcept { return head_.next_ == &head_; }

    [[nodiscard]] T& front() noexcept {
        ASSERT(!empty());
        return element(*head_.next_);
    }

    void push_back(T& item) noexcept { node(item).link_before(head_); }
    void push_front(T& item) noexcept { node(item).link_before(*head_.next_); }

    T& pop_front() noexcept {
        T& first = front();
        node(first).unlink();
        return first;
    }

    // Takes everything out of `other`, keeping its order, to the end of this list.
    void splice_back(IntrusiveList& other) noexcept {
        if (other.empty()) return;
        Node* first = other.head_.next_;
        Node* last = other.head_.previous_;
        first->previous_ = head_.previous_;
        head_.previous_->next_ = first;
        last->next_ = &head_;
        head_.previous_ = last;
        other.make_empty_ring();
    }

    void clear() noexcept {
        while (!empty())
            pop_front();
    }

    // Calls `visit(T&)` for each; the visited element may unlink itself, no other may.
    template <class Visit>
    void for_each(Visit&& visit) {
        for (Node* at = head_.next_; at != &head_;) {
            Node* next = at->next_;
            visit(element(*at));
            at = next;
        }
    }

  private:
    using Node = ListNode<Tag>;

    static Node& node(T& item) noexcept { return item; }
    static T& element(Node& at) noexcept { return static_cast<T&>(at); }

    void make_empty_ring() noexcept { head_.next_ = head_.previous_ = &head_; }

    Node head_;
};

}  // namespace potok
