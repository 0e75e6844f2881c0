// Fiber: work with a stack of its own that can be left in the middle and gone on with later, all on
// one thread.
//
// It is what lets EventLoop::run() run unchanged: a loop that sleeps in Poller::wait() is left
// there, and others run until something wakes it. Sources: fiber_posix.cpp. One thread.
#pragma once

#include <functional>
#include <memory>

namespace potok::sim {

class Fiber {
  public:
    explicit Fiber(std::function<void()> work);
    // A fiber that has not ended is abandoned: what lives on its stack is not destroyed.
    ~Fiber();
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;

    // Runs the work until it suspends or ends. Precondition: not ended, and called from no fiber.
    void resume();

    // Inside a fiber: back to whoever resumed it.
    static void suspend();

    [[nodiscard]] static bool inside() noexcept;
    [[nodiscard]] bool ended() const noexcept;

  private:
    struct Context;

    std::unique_ptr<Context> context_;
};

}  // namespace potok::sim
