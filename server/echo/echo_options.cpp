#include "server/echo/echo_options.hpp"

#include <string>

#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"
#include "protocol/session/endpoint_address.hpp"
#include "server/echo/echo_settings.hpp"

namespace potok::echo {
namespace {

using cli::into;
using cli::Kind;

constexpr Text kListening{"Listening", "Что слушать"};
constexpr Text kLimits{"Limits and deadlines", "Пределы и сроки"};

// A well-formed address may still be of a scheme that this program does not speak.
std::string check_scheme(Language language, std::string_view value) {
    const auto address = parse_endpoint(value, EndpointUse::listen);
    if (!address) return {};  // said already
    const EndpointScheme scheme = address.value().scheme;
    const bool spoken = scheme == EndpointScheme::tcp || scheme == EndpointScheme::lp ||
                        scheme == EndpointScheme::line;
    if (spoken && !address.value().tls) return {};
    const Text not_spoken{
        "potok-echo does not speak this scheme yet: use tcp://, lp:// or line://",
        "potok-echo пока не говорит по этой схеме: нужна tcp://, lp:// или line://"};
    return std::string(not_spoken.in(language));
}

// Two sockets cannot have one address, whatever they speak. Port 0 is another one each time.
std::string check_settings(const EchoSettings& settings, Language language) {
    constexpr Text kTwice{"--listen: {address} is given twice: leave one of them out",
                          "--listen: адрес {address} указан дважды: уберите один из них"};
    for (std::size_t i = 0; i < settings.listen.size(); ++i) {
        const EndpointAddress& one = settings.listen[i];
        for (std::size_t j = 0; one.port != 0 && j < i; ++j) {
            const EndpointAddress& other = settings.listen[j];
            if (one.port != other.port || one.host != other.host) continue;
            return fill(kTwice, language, {{"address", escaped(to_string(one))}});
        }
    }
    return {};
}

constexpr cli::Option kOptions[] = {
    {.name = "listen",
     .kind = Kind::listen,
     .preset = "lp://127.0.0.1:9002 tcp://127.0.0.1:9003",
     .repeatable = true,
     .group = kListening,
     .help = {"Address to listen on: tcp:// raw bytes, lp:// length-prefixed frames, line:// text "
              "lines; port 0 is any free port, * is all interfaces",
              "Адрес, который слушать: tcp:// просто байты, lp:// кадры с длиной впереди, line:// "
              "строки текста; порт 0 — любой свободный, * — все сетевые интерфейсы"},
     .check = check_scheme,
     .into = into<&EchoSettings::listen>},
    {.name = "threads",
     .kind = Kind::number,
     .preset_note = {"one a core", "по одному на ядро"},
     .range = {"1", "256"},
     .group = kListening,
     .help = {"Threads, each with an event loop of its own",
              "Число потоков; у каждого свой цикл событий"},
     .into = into<&EchoSettings::threads>},
    {.name = "broadcast",
     .kind = Kind::flag,
     .group = kListening,
     .help = {"Send every message to every connection of the listener, the sender included",
              "Отправлять каждое сообщение всем соединениям этого адреса, включая отправителя"},
     .into = into<&EchoSettings::broadcast>},
    {.name = "reuse-port",
     .kind = Kind::flag,
     .group = kListening,
     .help = {"One listening socket a thread (SO_REUSEPORT); the system spreads the connections",
              "Отдельный слушающий сокет у каждого потока (SO_REUSEPORT); соединения распределяет "
              "система"},
     .into = into<&EchoSettings::reuse_port>},

    {.name = "max-message",
     .kind = Kind::size,
     .preset = "16MiB",
     .range = {"1", "1GiB"},
     .group = kLimits,
     .help = {"Longest message; a longer one closes its connection (message_too_long)",
              "Наибольшее сообщение; более длинное закрывает соединение (message_too_long)"},
     .into = into<&EchoSettings::max_message>},
    {.name = "max-queued",
     .kind = Kind::size,
     .preset = "1MiB",
     .range = {"1", "1GiB"},
     .group = kLimits,
     .help = {"Most bytes waiting for one peer; above it an echo stops reading from that peer, a "
              "broadcast closes it (slow_reader). An empty queue takes one whole message",
              "Сколько байтов может ждать одного получателя; сверх этого эхо перестаёт его читать, "
              "а рассылка его отключает (slow_reader). Пустая очередь примет одно целое сообщение"},
     .into = into<&EchoSettings::max_queued>},
    {.name = "max-connections",
     .kind = Kind::number,
     .preset_note = {"what the descriptor limit allows", "сколько позволяет предел дескрипторов"},
     .range = {"1", "16777216"},
     .group = kLimits,
     .help = {"Most connections at a time; more are closed at once (too_many_connections)",
              "Сколько соединений держать одновременно; лишние сразу закрываются "
              "(too_many_connections)"},
     .into = into<&EchoSettings::max_connections>},
    {.name = "memory-budget",
     .kind = Kind::size,
     .preset_note = {"no limit", "без предела"},
     .range = {"1MiB", ""},
     .group = kLimits,
     .help = {"Most memory held for peers; above it nobody is accepted and those who hold the most "
              "are closed (memory_budget)",
              "Сколько памяти держать ради клиентов; сверх этого новые не принимаются, а занявшие "
              "больше всех отключаются (memory_budget)"},
     .into = into<&EchoSettings::memory_budget>},
    {.name = "idle-timeout",
     .kind = Kind::duration,
     .preset = "0",
     .group = kLimits,
     .help = {"Longest silence of a connection, 0 is for ever (idle_timeout)",
              "Сколько соединение может молчать, 0 — сколько угодно (idle_timeout)"},
     .into = into<&EchoSettings::idle_timeout>},
    {.name = "progress-timeout",
     .kind = Kind::duration,
     .preset = "10s",
     .range = {"1ms", ""},
     .group = kLimits,
     .help = {"How long a peer may read nothing of what waits for it (no_progress)",
              "Сколько клиент может не читать ожидающие его данные (no_progress)"},
     .into = into<&EchoSettings::progress_timeout>},
    {.name = "handshake-timeout",
     .kind = Kind::duration,
     .preset = "5s",
     .range = {"1ms", ""},
     .group = kLimits,
     .help = {"Deadline for the handshake of the protocols that have one (handshake_timeout)",
              "Срок на рукопожатие в протоколах, где оно есть (handshake_timeout)"},
     .into = into<&EchoSettings::handshake_timeout>},
    {.name = "drain-timeout",
     .kind = Kind::duration,
     .preset = "10s",
     .group = kLimits,
     .help = {"After SIGTERM or SIGINT: time to answer what has arrived (drain_timeout)",
              "После SIGTERM или SIGINT: время, чтобы ответить на полученное (drain_timeout)"},
     .into = into<&EchoSettings::drain_timeout>},
};

constexpr cli::Manual kManual{
    .program = "potok-echo",
    .summary = {"An echo server: sends back, or to everyone, what it receives",
                "Эхо-сервер: возвращает отправителю или рассылает всем то, что получил"},
    .options = kOptions,
    .notes =
        {"SIGTERM and SIGINT answer what has arrived, then end (exit code 0); a second one ends "
         "at once.\nSIGHUP opens the log file again.\n"
         "Exit codes: 0 good, 2 usage or configuration, 3 this machine cannot (port taken, no "
         "descriptors).",
         "SIGTERM и SIGINT: ответить на полученное и завершиться (код 0); повторный — "
         "завершиться немедленно.\nSIGHUP: открыть файл журнала заново.\n"
         "Коды завершения: 0 — всё хорошо, 2 — ошибка в параметрах или настройках,\n"
         "3 — не позволяет эта машина (порт занят, нет дескрипторов)."},
    .validator = cli::checked_by<&check_settings>,
};

}  // namespace

const cli::Manual& manual() noexcept {
    return kManual;
}

}  // namespace potok::echo
