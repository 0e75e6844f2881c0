#include "cli/program.hpp"

#include <cstdio>
#include <vector>

namespace potok::cli {
namespace {

// Nobody can be told that stdout or stderr does not take what it is told.
void print(std::FILE* to, std::string_view text) noexcept {
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), to));
    static_cast<void>(std::fflush(to));
}

}  // namespace

std::optional<ExitCode> Program::configure(int count, const char* const* arguments,
                                           SettingsRef settings) {
    // A process can be started without even its own name.
    const int first = count > 0 ? 1 : 0;
    const std::vector<std::string_view> words(arguments + first, arguments + count);
    const std::vector<Variable> variables = potok_variables();
    startup_ = start_up(
        manual_, {.arguments = words, .variables = variables, .locale = language_of_locale()},
        settings);
    print(stdout, startup_.out);
    print(stderr, startup_.err);
    return startup_.exit;
}

void Program::warn(std::string_view sentence) const {
    print(stderr, error_line(manual_, sentence));
}

ExitCode Program::fail(ExitCode code, std::string_view sentence) const {
    warn(sentence);
    return code;
}

}  // namespace potok::cli
