#include "cli/program.hpp"

#include <cerrno>
#include <cstdio>
#include <vector>

#include "diagnostics/sentence.hpp"
#include "diagnostics/system_words.hpp"

namespace potok::cli {
namespace {

// stdout is asked in flush_output(); nobody can be told that stderr does not take what it is told.
void print(std::FILE* to, std::string_view text) noexcept {
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), to));
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
    if (const auto lost = flush_output()) return lost;
    return startup_.exit;
}

std::optional<ExitCode> Program::flush_output() const {
    constexpr Text kLost{
        "cannot write to stdout: {words}: free space where it goes, or send it somewhere else",
        "не удалось записать в stdout: {words}: освободите место там, куда идёт вывод, или "
        "направьте его в другое место"};
    errno = 0;
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return std::nullopt;
    const int code = errno != 0 ? errno : EIO;  // the cause of an earlier write is forgotten
    return fail(ExitCode::machine,
                fill(kLost, language(), {{"words", system_words(language(), code)}}));
}

void Program::warn(std::string_view sentence) const {
    print(stderr, error_line(manual_, sentence));
}

ExitCode Program::fail(ExitCode code, std::string_view sentence) const {
    warn(sentence);
    return code;
}

}  // namespace potok::cli
