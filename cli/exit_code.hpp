// ExitCode: what a program says to the script that started it. Scripts rely on the numbers.
#pragma once

namespace potok::cli {

enum class ExitCode : int {
    good = 0,
    failed = 1,         // a threshold or an integrity check did not hold
    usage = 2,          // a flag, a configuration or a certificate is wrong
    machine = 3,        // this machine cannot: port taken, no descriptors, no permission
    unreachable = 4,    // nothing to talk to
    invalid = 5,        // the run says nothing about what was measured
    interrupted = 130,  // 128 + SIGINT, as shells have it
};

// For the end of main().
[[nodiscard]] constexpr int number_of(ExitCode code) noexcept {
    return static_cast<int>(code);
}

}  // namespace potok::cli
