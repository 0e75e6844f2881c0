// SourcePlace: where a test called a helper, for the helper's failures. std::source_location in
// small, which clang 14 does not have.
#pragma once

namespace potok::testing {

struct SourcePlace {
    const char* file;
    int line;

    // As a default argument: the place of the call that leaves it out.
    [[nodiscard]] static constexpr SourcePlace current(const char* file = __builtin_FILE(),
                                                       int line = __builtin_LINE()) {
        return {file, line};
    }
};

}  // namespace potok::testing
