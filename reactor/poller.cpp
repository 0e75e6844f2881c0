// What every poller shares: the bookkeeping of wanted and armed interest.
#include "reactor/poller.hpp"

#include "base/assert.hpp"

namespace potok {

void Poller::want(Registration& registration, Interest interest) noexcept {
    registration.wanted_ = interest;
    if (!registration.linked() && interest != registration.armed_) changed_.push_back(registration);
}

void Poller::forget(Registration& registration) noexcept {
    registration.unlink();
    registration.wanted_ = Interest::none;
    if (registration.armed_ != Interest::none) {
        const bool disarmed = arm(registration);
        ASSERT(disarmed);
    }
}

void Poller::reconcile() noexcept {
    IntrusiveList<Registration> batch;
    batch.splice_back(changed_);
    while (!batch.empty()) {
        Registration& registration = batch.pop_front();
        if (registration.wanted_ == registration.armed_) continue;
        if (!arm(registration)) changed_.push_back(registration);
    }
}

}  // namespace potok
