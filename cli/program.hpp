// Program: a program's manual and the process it runs in. A main() reads like the manual page:
//
//   struct Settings {
//       std::vector<EndpointAddress> listen;
//       std::optional<std::uint32_t> threads;
//       std::uint64_t max_message = 0;
//   };
//
//   constexpr cli::Option kOptions[] = {
//       {.name = "listen", .letter = 'l', .kind = cli::Kind::listen,
//        .preset = "lp://127.0.0.1:9002", .repeatable = true, .group = kListening,
//        .help = {"Address to accept connections at", "Адрес, по которому принимать соединения"},
//        .into = cli::into<&Settings::listen>},
//       {.name = "threads", .kind = cli::Kind::number,
//        .preset_note = {"one a core", "по числу ядер"},
//        .range = {"1", "256"}, .group = kListening,
//        .help = {"Loops to serve with", "Сколько циклов обслуживают соединения"},
//        .into = cli::into<&Settings::threads>},
//   };
//
//   constexpr cli::Manual kManual{
//       .program = "potok-echo",
//       .summary = {"Sends back what it receives.", "Возвращает то, что получает."},
//       .options = kOptions};
//
//   int main(int count, char** arguments) {
//       cli::Signals signals;  // before any thread
//       cli::Program program(kManual);
//       Settings settings;
//       const auto exit = program.configure(count, arguments, settings);
//       return number_of(exit ? *exit : serve(program, settings, signals));
//   }
//
// A sub-command is a manual of its own: main() picks it by the first argument. Main thread, but
// warn() and fail() may be called from any.
#pragma once

#include <optional>
#include <string_view>

#include "cli/exit_code.hpp"
#include "cli/manual.hpp"
#include "cli/startup.hpp"
#include "diagnostics/language.hpp"
#include "diagnostics/log.hpp"

namespace potok::cli {

class Program {
  public:
    // `manual` outlives the program.
    explicit Program(const Manual& manual) noexcept : manual_(manual) {}

    // Reads arguments (main's own), environment and configuration file into `settings` and prints
    // what there is to print. An exit code: end with it now; --help and faults alike.
    template <class Settings>
    [[nodiscard]] std::optional<ExitCode> configure(int count, const char* const* arguments,
                                                    Settings& settings) {
        return configure(count, arguments, settings_ref(settings));
    }

    [[nodiscard]] Language language() const noexcept { return startup_.language; }
    [[nodiscard]] const LogSettings& log_settings() const noexcept { return startup_.log; }

    // One line to stderr, "potok-echo: …"; fail() returns the code for `return program.fail(…)`.
    void warn(std::string_view sentence) const;
    [[nodiscard]] ExitCode fail(ExitCode code, std::string_view sentence) const;

    // Flushes stdout and asks whether all that was written to it has arrived: output that is lost
    // must not pass for a success. An exit code, with its line on stderr: end with it now. Every
    // main() calls this where others rely on what it has printed, and before it ends.
    [[nodiscard]] std::optional<ExitCode> flush_output() const;

  private:
    std::optional<ExitCode> configure(int count, const char* const* arguments,
                                      SettingsRef settings);

    const Manual& manual_;
    Startup startup_;
};

}  // namespace potok::cli
