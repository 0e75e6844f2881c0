// BuildInfo: what --version prints: version, commit, compiler, libraries.
//
// Only build_info.cpp knows the commit, so a commit recompiles one file. Immutable; any thread.
#pragma once

#include <string>
#include <string_view>

namespace potok::cli {

struct BuildInfo {
    std::string_view version;  // "0.1.0"
    std::string_view
        commit;  // "c6ffca6d1b2f", with "-dirty" where the tree had changes, or "unknown"
    std::string_view compiler;   // "GNU 12.2.0, Release"
    std::string_view libraries;  // "fmt 9.1.0, spdlog 1.10.0"
};

[[nodiscard]] BuildInfo build_info() noexcept;

// "potok-echo 0.1.0" and one line for each of the others.
[[nodiscard]] std::string version_text(std::string_view program);

}  // namespace potok::cli
