// MpscQueue: the door between threads: any thread pushes, one takes all, and nobody waits.
//
// One word says everything: empty, asleep, or the newest node of a list linked towards the oldest.
//
//                push: CAS, true = wake the consumer
//      ┌─────────────────────────────────────────┐
//   asleep ◄─── try_sleep: CAS ─── empty ─ push ─► list ─┐ push: CAS
//      │                           ▲  ▲            │  ▲──┘
//      └─ take_all: exchange ──────┘  └────────────┘ take_all: exchange
//
// No wake-up is lost: sleeping is a CAS of the same word, so in the word's one modification order
// every push comes either before it, and the CAS finds a list and fails, or after it, and the push
// replaces `asleep` and knows that it must wake. (With a queue that swaps its head first and links
// the node second, the consumer can look between the two, see nothing and sleep while a second
// pusher has been told that someone else woke it.) A wake may come too late to matter; take_all()
// then yields nothing.
//
// Memory order: push's CAS is a release, its partner the acquire of take_all's exchange. A list
// pushed by several threads is published whole: every push is a read-modify-write, so each earlier
// one's release sequence goes through the later ones to the value that take_all reads. All else is
// relaxed: `seen` in push is stored, never followed, and the CAS of try_sleep hands over no memory.
// No ABA: nodes leave only all at once, so whatever the word holds at the CAS is the true rest of
// the list.
#pragma once

#include <atomic>
#include <concepts>
#include <cstddef>
#include <utility>

#include "base/assert.hpp"

namespace potok {

// The link of what is queued; an object is in one queue or list at a time.
class MpscNode {
  public:
    MpscNode() = default;
    MpscNode(const MpscNode&) = delete;
    MpscNode& operator=(const MpscNode&) = delete;

  private:
    template <class T>
    friend class MpscQueue;
    template <class T>
    friend class MpscList;

    MpscNode* next_ = nullptr;
};

// What was taken, oldest first. Owns nothing. One thread.
template <class T>
class MpscList {
  public:
    MpscList() = default;
    MpscList(MpscList&& other) noexcept : first_(std::exchange(other.first_, nullptr)) {}
    MpscList& operator=(MpscList&& other) noexcept {
        first_ = std::exchange(other.first_, nullptr);
        return *this;
    }

    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }

    // The list no longer refers to what it returns: it may be destroyed or pushed anew.
    [[nodiscard]] T& pop_front() noexcept {
        ASSERT(!empty());
        MpscNode* node = std::exchange(first_, first_->next_);
        return static_cast<T&>(*node);
    }

  private:
    template <class U>
    friend class MpscQueue;

    // Turns the queue's newest-to-oldest links around.
    static MpscList reversed(MpscNode* newest) noexcept {
        MpscList list;
        while (newest != nullptr) {
            MpscNode* older = std::exchange(newest->next_, list.first_);
            list.first_ = std::exchange(newest, older);
        }
        return list;
    }

    MpscNode* first_ = nullptr;
};

// Owns nothing: whoever destroys it first takes what is left. push(): any thread; the rest: the
// consumer.
template <class T>
class MpscQueue {
  public:
    MpscQueue() = default;
    MpscQueue(const MpscQueue&) = delete;
    MpscQueue& operator=(const MpscQueue&) = delete;

    // From here on the consumer may have destroyed `item` already. True: the consumer was asleep,
    // and this caller, no other, must wake it.
    [[nodiscard]] bool push(T& item) noexcept {
        static_assert(std::derived_from<T, MpscNode>);
        MpscNode& node = item;
        MpscNode* seen = word_.load(std::memory_order_relaxed);
        do {
            node.next_ = seen == &asleep_ ? nullptr : seen;
        } while (!word_.compare_exchange_weak(seen, &node, std::memory_order_release,
                                              std::memory_order_relaxed));
        return seen == &asleep_;
    }

    // All that was pushed. The consumer is awake from here on, whatever woke it: to be called after
    // each sleep.
    [[nodiscard]] MpscList<T> take_all() noexcept {
        // The common case costs no write: a busy loop asks at every iteration.
        if (word_.load(std::memory_order_relaxed) == nullptr) return {};
        MpscNode* newest = word_.exchange(nullptr, std::memory_order_acquire);
        return newest == &asleep_ ? MpscList<T>() : MpscList<T>::reversed(newest);
    }

    // True: asleep, and the next push will say so. False: there is something to take.
    // Precondition: awake.
    [[nodiscard]] bool try_sleep() noexcept {
        MpscNode* seen = nullptr;
        const bool asleep = word_.compare_exchange_strong(seen, &asleep_, std::memory_order_relaxed,
                                                          std::memory_order_relaxed);
        ASSERT(asleep || seen != &asleep_);
        return asleep;
    }

  private:
    // A line of its own: other threads write it while the loop works on its neighbours.
    static constexpr std::size_t kCacheLine = 64;

    alignas(kCacheLine) std::atomic<MpscNode*> word_{nullptr};
    MpscNode asleep_;  // only its address means something
};

}  // namespace potok
