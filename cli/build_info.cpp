#include "cli/build_info.hpp"

#include "potok_commit.hpp"  // made by write_commit.cmake

namespace potok::cli {

BuildInfo build_info() noexcept {
    return {.version = POTOK_VERSION,
            .commit = kCommit,
            .compiler = POTOK_COMPILER,
            .libraries = POTOK_LIBRARIES};
}

std::string version_text(std::string_view program) {
    const BuildInfo info = build_info();
    std::string text(program);
    text += ' ';
    text += info.version;
    text += "\ncommit: ";
    text += info.commit;
    text += "\ncompiler: ";
    text += info.compiler;
    text += "\nlibraries: ";
    text += info.libraries;
    return text += '\n';
}

}  // namespace potok::cli
