// Poller on the simulated network. A wait hands the thread to the world, which comes back when a
// watched descriptor is ready, the poller was woken, or the time is over.
#include <algorithm>
#include <vector>

#include "base/assert.hpp"
#include "reactor/poller.hpp"
#include "tests/sim/world.hpp"

namespace potok {

// As on epoll: how soon a registration that the system had no memory for is tried again.
constexpr Duration kStarvedRetry = std::chrono::milliseconds(100);

struct Poller::Platform {
    Platform(sim::World& in, SocketHandle self, SocketHandle waker_handle)
        : world(in), number(self), waker(waker_handle) {}
    ~Platform() {
        world.network.close(waker);
        world.network.close(number);
    }

    // Those of the candidates that are ready still, in no order that anybody could rely on.
    void collect() {
        events.clear();
        std::vector<SocketHandle> ready(set->candidates.begin(), set->candidates.end());
        for (std::size_t i = ready.size(); i > 1; --i)
            std::swap(ready[i - 1], ready[world.random.below(i)]);
        for (const SocketHandle candidate : ready) {
            const sim::Descriptor& descriptor = world.network.any_at(candidate);
            const Readiness readiness = descriptor.wanted_readiness();
            if (!readiness.readable && !readiness.writable) {
                set->candidates.erase(candidate);
            } else if (events.size() < world.faults.events_max) {
                events.push_back({descriptor.watch.registration, readiness});
            }
        }
    }

    sim::World& world;
    const SocketHandle number;
    const SocketHandle waker;
    // Shared with wake-ups under way, which may come when the poller has gone.
    const std::shared_ptr<sim::PollSet> set = std::make_shared<sim::PollSet>();
    std::vector<PollEvent> events;
};

Result<std::unique_ptr<Poller>, SystemError> Poller::create() {
    sim::World& world = sim::World::current();
    const auto* self = world.network.open<sim::PlainDescriptor>();
    const auto* waker = self != nullptr ? world.network.open<sim::PlainDescriptor>() : nullptr;
    if (waker == nullptr) {
        if (self != nullptr) world.network.close(self->number);
        return SystemError{SystemCall::create_poller, SystemCause::no_descriptors};
    }
    return std::unique_ptr<Poller>(
        new Poller(std::make_unique<Platform>(world, self->number, waker->number)));
}

Poller::Poller(std::unique_ptr<Platform> platform) noexcept : platform_(std::move(platform)) {}
Poller::~Poller() = default;

bool Poller::arm(Registration& registration) noexcept {
    sim::World& world = platform_->world;
    const SocketHandle number = registration.socket_.handle();
    sim::Descriptor& descriptor = world.network.any_at(number);
    const bool added = registration.armed_ == Interest::none;
    if (added && world.random.chance(world.faults.arm_refused)) return false;
    if (descriptor.watch.set != nullptr && descriptor.watch.registration != &registration) {
        world.fail("a descriptor is armed for two registrations");
    }
    world.note("arm", static_cast<std::uint64_t>(number),
               static_cast<std::uint64_t>(registration.wanted_));
    registration.armed_ = registration.wanted_;
    platform_->set->candidates.erase(number);
    descriptor.watch = {};
    if (registration.wanted_ == Interest::none) return true;
    descriptor.watch = {platform_->set.get(), &registration, registration.wanted_};
    descriptor.changed();
    return true;
}

std::span<const PollEvent> Poller::wait(std::optional<Duration> timeout) noexcept {
    reconcile();
    if (!changed_.empty()) timeout = std::min(timeout.value_or(kStarvedRetry), kStarvedRetry);
    sim::World& world = platform_->world;
    if (world.random.chance(world.faults.interrupted_wait)) timeout = Duration::zero();
    world.sleep(
        *platform_->set,
        timeout ? std::optional(world.now() + std::max(*timeout, Duration::zero())) : std::nullopt);
    platform_->collect();
    world.note("wait", static_cast<std::uint64_t>(platform_->number), platform_->events.size());
    return platform_->events;
}

void Poller::wake() noexcept {
    sim::World& world = platform_->world;
    world.note("wake", static_cast<std::uint64_t>(platform_->number));
    world.count_deed();
    world.at(world.soon(world.faults.wake_delay_max),
             [set = platform_->set] { set->woken = true; });
}

}  // namespace potok
