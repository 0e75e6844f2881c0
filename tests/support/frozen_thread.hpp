// FrozenThread: one thread of another process, stopped where it is, while the others go on.
//
// What a debugger does; the system may forbid it. The thread runs again when this goes. One thread.
#pragma once

#include <optional>

namespace potok::testing {

class FrozenThread {
  public:
    // None where the system does not allow it, or the thread has gone.
    [[nodiscard]] static std::optional<FrozenThread> freeze(int thread);
    FrozenThread(FrozenThread&& other) noexcept;
    FrozenThread& operator=(FrozenThread&&) = delete;
    ~FrozenThread();

  private:
    explicit FrozenThread(int thread) noexcept : thread_(thread) {}

    int thread_;  // 0: nothing to thaw
};

// A thread of the process that sleeps in a poller; none where there is none, or the system does not
// say what threads do.
[[nodiscard]] std::optional<int> polling_thread(int process);

}  // namespace potok::testing
