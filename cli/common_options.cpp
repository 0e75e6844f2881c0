#include "cli/common_options.hpp"

#include <array>

namespace potok::cli {
namespace {

constexpr Text kLogging{"Log", "Журнал"};
constexpr Text kGeneral{"General", "Общие"};

// Those of the log come first, and so can be left out.
constexpr std::array kOptions{
    Option{.name = "log-level",
           .kind = Kind::choice,
           .preset = "info",
           .choices = "debug info warning error off",
           .group = kLogging,
           .help = {"Least important events to log", "Наименее важные события, которые пишутся"},
           .into = into<&CommonSettings::log, &LogSettings::level>},
    Option{.name = "log-format",
           .kind = Kind::choice,
           .preset = "text",
           .choices = "text json",
           .group = kLogging,
           .help = {"Form of a line of the log", "Вид строки журнала"},
           .into = into<&CommonSettings::log, &LogSettings::format>},
    Option{.name = "log-file",
           .kind = Kind::file,
           .preset_note = {"stderr", "stderr"},
           .group = kLogging,
           .help = {"Where to log; opened again on SIGHUP",
                    "Куда писать; по SIGHUP открывается заново"},
           .into = into<&CommonSettings::log, &LogSettings::file>},
    Option{.name = "config",
           .kind = Kind::file,
           .reach = Reach::not_in_file,
           .group = kGeneral,
           .help = {"TOML file with options; its keys are the long flags",
                    "Файл TOML с параметрами; ключи — длинные флаги"},
           .into = into<&CommonSettings::config>},
    Option{.name = "lang",
           .kind = Kind::choice,
           .preset_note = {"as in the locale", "как в локали"},
           .choices = "en ru",
           .group = kGeneral,
           .help = {"Language of messages", "Язык сообщений"},
           .into = into<&CommonSettings::language>},
    Option{.name = "check",
           .kind = Kind::flag,
           .reach = Reach::command_line,
           .group = kGeneral,
           .help = {"Check the options and exit: 0 if they are good, 2 if not",
                    "Проверить параметры и выйти: 0, если верны, 2, если нет"},
           .into = into<&CommonSettings::check>},
    Option{.name = "dump-config",
           .kind = Kind::flag,
           .reach = Reach::command_line,
           .group = kGeneral,
           .help = {"Print the options in effect, with the origin of each, and exit",
                    "Вывести действующие параметры с источником каждого и выйти"},
           .into = into<&CommonSettings::dump_config>},
    Option{.name = "help",
           .letter = 'h',
           .kind = Kind::flag,
           .reach = Reach::command_line,
           .group = kGeneral,
           .help = {"Print this help and exit", "Вывести эту справку и выйти"},
           .into = into<&CommonSettings::help>},
    Option{.name = "version",
           .letter = 'V',
           .kind = Kind::flag,
           .reach = Reach::command_line,
           .group = kGeneral,
           .help = {"Print the version, commit, compiler and libraries and exit",
                    "Вывести версию, коммит, компилятор и библиотеки и выйти"},
           .into = into<&CommonSettings::version>},
};

constexpr std::size_t kLogOptions = 3;
static_assert(kOptions[kLogOptions - 1].group == kLogging &&
              kOptions[kLogOptions].group == kGeneral);

}  // namespace

std::span<const Option> common_options() noexcept {
    return kOptions;
}

std::span<const Option> common_options_without_log() noexcept {
    return common_options().subspan(kLogOptions);
}

}  // namespace potok::cli
