// A program that does not exist, with an option of every kind, for the tests of this folder.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/manual.hpp"
#include "cli/startup.hpp"
#include "protocol/session/endpoint_address.hpp"

namespace potok::cli::sample {

enum class Compression : std::uint8_t { on, off };

struct Limits {
    std::uint64_t max_message = 0;
    std::chrono::nanoseconds idle_timeout{-1};
};

struct Settings {
    std::vector<EndpointAddress> listen;
    std::optional<EndpointAddress> target;
    std::optional<std::uint32_t> threads;
    bool broadcast = false;
    Limits limits;
    double rate = -1;
    std::optional<std::chrono::nanoseconds> ramp;
    double loss = -1;
    Compression compression = Compression::off;
    std::vector<std::string> headers;
    std::string cert;
    std::int32_t offset = 0;
};

inline constexpr Text kGeneral{"Sample", "Образец"};
inline constexpr Text kLimits{"Limits", "Пределы"};

inline std::string even_only(Language language, std::string_view value) {
    constexpr Text kOdd{"give an even number", "укажите чётное число"};
    const bool is_odd = (value.back() - '0') % 2 != 0;
    return is_odd ? std::string(kOdd.in(language)) : std::string();
}

// Two options that only make sense together.
inline std::string certificate_without_threads(const Settings& settings, Language language) {
    constexpr Text kNeedsThreads{"--cert needs --threads", "--cert нуждается в --threads"};
    const bool is_bad = !settings.cert.empty() && !settings.threads;
    return is_bad ? std::string(kNeedsThreads.in(language)) : std::string();
}

inline constexpr std::array kOptions{
    Option{.name = "listen",
           .letter = 'l',
           .kind = Kind::listen,
           .preset = "lp://127.0.0.1:9002 tcp://127.0.0.1:9003",
           .repeatable = true,
           .group = kGeneral,
           .help = {"Address to accept connections at", "Адрес, по которому принимать соединения"},
           .into = into<&Settings::listen>},
    Option{.name = "target",
           .kind = Kind::target,
           .operand = true,
           .group = kGeneral,
           .help = {"Whom to talk to", "С кем говорить"},
           .into = into<&Settings::target>},
    Option{.name = "threads",
           .letter = 't',
           .kind = Kind::number,
           .preset_note = {"one a core", "по числу ядер"},
           .range = {"1", "64"},
           .group = kGeneral,
           .help =
               {"How many loops serve the connections, which are spread over them by their number, "
                "each loop on a thread of its own",
                "Сколько циклов обслуживают соединения, которые делятся между ними поровну, каждый "
                "цикл в своём потоке"},
           .into = into<&Settings::threads>},
    Option{.name = "broadcast",
           .letter = 'b',
           .kind = Kind::flag,
           .group = kGeneral,
           .help = {"Send every message to everybody", "Слать каждое сообщение всем"},
           .into = into<&Settings::broadcast>},
    Option{.name = "compression",
           .kind = Kind::choice,
           .preset = "on",
           .choices = "on off",
           .group = kGeneral,
           .help = {"Whether to compress", "Сжимать ли"},
           .into = into<&Settings::compression>},
    Option{.name = "header",
           .kind = Kind::text,
           .placeholder = {"'K: V'", "'K: V'"},
           .repeatable = true,
           .may_be_empty = true,
           .group = kGeneral,
           .help = {"Header to send", "Заголовок для отправки"},
           .into = into<&Settings::headers>},
    Option{.name = "cert",
           .kind = Kind::file,
           .group = kGeneral,
           .help = {"Certificate", "Сертификат"},
           .into = into<&Settings::cert>},
    Option{.name = "max-message",
           .kind = Kind::size,
           .preset = "16MiB",
           .range = {"1", "1GiB"},
           .group = kLimits,
           .help = {"Longest message", "Самое длинное сообщение"},
           .into = into<&Settings::limits, &Limits::max_message>},
    Option{.name = "idle-timeout",
           .kind = Kind::duration,
           .preset = "0",
           .range = {"0", "24h"},
           .group = kLimits,
           .help = {"Silence after which a connection is closed",
                    "Молчание, после которого соединение "
                    "закрывается"},
           .into = into<&Settings::limits, &Limits::idle_timeout>},
    Option{.name = "rate",
           .letter = 'r',
           .kind = Kind::rate,
           .preset = "1/s",
           .range = {"0.001/s", "1000000/s"},
           .group = kLimits,
           .help = {"Messages a second", "Сообщений в секунду"},
           .into = into<&Settings::rate>},
    Option{.name = "ramp",
           .kind = Kind::duration,
           .preset = "auto",
           .keyword = "auto",
           .group = kLimits,
           .help = {"Time to connect in", "За какое время соединиться"},
           .into = into<&Settings::ramp>},
    Option{.name = "loss",
           .kind = Kind::percentage,
           .preset = "0%",
           .range = {"0%", "100%"},
           .group = kLimits,
           .help = {"Messages that may be lost", "Сколько сообщений можно потерять"},
           .into = into<&Settings::loss>},
    Option{.name = "offset",
           .kind = Kind::number,
           .preset = "0",
           .range = {.least = "-100"},
           .group = kLimits,
           .help = {"A number that may be negative", "Число, которое бывает отрицательным"},
           .check = even_only,
           .into = into<&Settings::offset>},
};

inline constexpr Manual kManual{
    .program = "potok-sample",
    .summary = {"Does nothing at all.", "Ничего не делает."},
    .options = kOptions,
    .notes = {"Exit codes: 0 good, 2 usage.", "Коды завершения: 0 хорошо, 2 неверный запуск."},
    .validator = checked_by<&certificate_without_threads>,
};

}  // namespace potok::cli::sample
