// Command: work handed to a loop by another thread, run once on the loop's.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "reactor/mpsc_queue.hpp"

namespace potok {

class EventLoop;

class Command : public MpscNode {
  public:
    virtual ~Command() = default;
    virtual void run(EventLoop& loop) = 0;
};

// A command that calls `function(EventLoop&)`. The function object may own what cannot be copied.
template <class Function>
[[nodiscard]] std::unique_ptr<Command> make_command(Function&& function) {
    class Call final : public Command {
      public:
        explicit Call(Function&& call) : call_(std::forward<Function>(call)) {}
        void run(EventLoop& loop) override { call_(loop); }

      private:
        std::decay_t<Function> call_;
    };
    return std::make_unique<Call>(std::forward<Function>(function));
}

}  // namespace potok
