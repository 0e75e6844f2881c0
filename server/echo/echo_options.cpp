#include "server/echo/echo_options.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"
#include "protocol/session/endpoint_address.hpp"
#include "protocol/session/trusted_proxies.hpp"
#include "protocol/websocket_origin.hpp"
#include "server/echo/echo_settings.hpp"
#include "server/tls_options.hpp"

namespace potok::echo {
namespace {

using cli::into;
using cli::Kind;

constexpr Text kListening{"Listening", "Что слушать"};
constexpr Text kWeb{"WebSocket and HTTP", "WebSocket и HTTP"};
constexpr Text kLimits{"Limits and deadlines", "Пределы и сроки"};

std::string check_admin(Language language, std::string_view value) {
    const auto address = parse_endpoint(value, EndpointUse::listen);
    if (!address) return {};  // said already
    if (address.value().scheme == EndpointScheme::http) return {};
    const Text not_http{"the address for administration speaks http:// or https://",
                        "служебный адрес говорит по http:// или https://"};
    return std::string(not_http.in(language));
}

std::string check_origin(Language language, std::string_view value) {
    if (is_origin_pattern(value)) return {};
    const Text no_origin{
        "not an origin: write https://example.org, https://*.example.org, null or *",
        "не источник страницы: пишите https://example.org, https://*.example.org, null или *"};
    return std::string(no_origin.in(language));
}

std::string check_proxy(Language language, std::string_view value) {
    if (TrustedProxies().add(value)) return {};
    const Text no_address{"not an address: write 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32",
                          "не адрес: пишите 192.0.2.1, 10.0.0.0/8 или 2001:db8::/32"};
    return std::string(no_address.in(language));
}

bool same_socket(const EndpointAddress& one, const EndpointAddress& other) {
    return one.port != 0 && one.port == other.port && one.host == other.host;
}

// One of the addresses that speak TLS, as they will be; empty: none does.
std::string tls_address(const EchoSettings& settings) {
    std::vector<EndpointAddress> all = listen_addresses(settings);
    if (settings.admin) all.push_back(*settings.admin);
    const auto found = std::ranges::find(all, true, &EndpointAddress::tls);
    return found == all.end() ? std::string() : to_string(*found);
}

// Two sockets cannot have one address, whatever they speak. Port 0 is another one each time.
std::string check_settings(const EchoSettings& settings, Language language) {
    constexpr Text kTwice{"--listen: {address} is given twice: leave one of them out",
                          "--listen: адрес {address} указан дважды: уберите один из них"};
    const std::vector<EndpointAddress> addresses = listen_addresses(settings);
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const EndpointAddress& one = addresses[i];
        bool twice = settings.admin && same_socket(one, *settings.admin);
        for (std::size_t j = 0; j < i; ++j)
            twice = twice || same_socket(one, addresses[j]);
        if (twice) return fill(kTwice, language, {{"address", escaped(to_string(one))}});
    }
    return check_tls_settings(settings.tls, tls_address(settings), language);
}

constexpr std::array kOwnOptions = std::to_array<cli::Option>({
    {.name = "listen",
     .kind = Kind::listen,
     .preset_note = {"ws://127.0.0.1:9001 lp://127.0.0.1:9002 tcp://127.0.0.1:9003, and with a "
                     "certificate wss://127.0.0.1:9011 lps://127.0.0.1:9012 tls://127.0.0.1:9013",
                     "ws://127.0.0.1:9001 lp://127.0.0.1:9002 tcp://127.0.0.1:9003, а с "
                     "сертификатом ещё wss://127.0.0.1:9011 lps://127.0.0.1:9012 "
                     "tls://127.0.0.1:9013"},
     .repeatable = true,
     .group = kListening,
     .help = {"Address to listen on: ws:// WebSocket and HTTP, http:// HTTP only, lp:// "
              "length-prefixed frames, line:// text lines, tcp:// raw bytes, and the same over "
              "TLS: wss:// https:// lps:// lines:// tls://; port 0 is any free port, * is all "
              "interfaces",
              "Адрес, который слушать: ws:// WebSocket и HTTP, http:// только HTTP, lp:// кадры с "
              "длиной впереди, line:// строки текста, tcp:// просто байты, и то же по TLS: wss:// "
              "https:// lps:// lines:// tls://; порт 0 — любой свободный, * — все сетевые "
              "интерфейсы"},
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

    {.name = "ping-interval",
     .kind = Kind::duration,
     .preset = "25s",
     .group = kWeb,
     .help = {"From one WebSocket ping to the next, give or take a fifth; a peer that does not "
              "answer is closed within twice that (ping_timeout); 0 sends none",
              "Промежуток между проверками связи (ping) в WebSocket, плюс-минус пятая часть; кто "
              "не отвечает, отключается не позже чем через два промежутка (ping_timeout); 0 — без "
              "проверок"},
     .into = into<&EchoSettings::ping_interval>},
    {.name = "compression",
     .kind = Kind::choice,
     .preset = "on",
     .choices = "on off",
     .group = kWeb,
     .help =
         {"Whether WebSocket clients that offer to compress messages (permessage-deflate) may; "
          "no context is kept between messages, those shorter than 256 bytes are sent as they are",
          "Разрешать ли сжатие сообщений WebSocket (permessage-deflate) клиентам, которые его "
          "предлагают; контекст между сообщениями не хранится, сообщения короче 256 байт уходят "
          "как есть"},
     .into = into<&EchoSettings::compression>},
    {.name = "origin",
     .kind = Kind::text,
     .placeholder = {"PATTERN", "ШАБЛОН"},
     .preset_note = {"pages of this server's own host", "страницы с этого же сервера"},
     .repeatable = true,
     .group = kWeb,
     .help = {"Whose web pages may open a WebSocket besides this server's own: "
              "https://example.org, https://*.example.org, null, or * for all",
              "Чьи веб-страницы, кроме собственных страниц сервера, могут открыть WebSocket: "
              "https://example.org, https://*.example.org, null или * — любые"},
     .check = check_origin,
     .into = into<&EchoSettings::origins>},
    {.name = "allowed-host",
     .kind = Kind::text,
     .placeholder = {"NAME", "ИМЯ"},
     .preset_note = {"any", "любое"},
     .repeatable = true,
     .group = kWeb,
     .help = {"Name that the Host of a request may have, without a port; others get 421",
              "Имя, которое может стоять в заголовке Host, без порта; на другие ответ — 421"},
     .into = into<&EchoSettings::allowed_hosts>},
    {.name = "trusted-proxy",
     .kind = Kind::text,
     .placeholder = {"ADDRESS", "АДРЕС"},
     .preset_note = {"none", "нет"},
     .repeatable = true,
     .group = kWeb,
     .help = {"Proxy, or network of proxies (10.0.0.0/8), whose Forwarded or X-Forwarded-For says "
              "whom it speaks for; the log then names that address",
              "Прокси или сеть прокси (10.0.0.0/8), которым верить, когда они в Forwarded или "
              "X-Forwarded-For называют адрес клиента; он и попадёт в журнал"},
     .check = check_proxy,
     .into = into<&EchoSettings::trusted_proxies>},
    {.name = "admin",
     .kind = Kind::listen,
     .preset_note = {"on every ws:// and http:// listener", "на каждом адресе ws:// и http://"},
     .group = kWeb,
     .help = {"Address (http://) for /healthz, /readyz and /metrics; the others then have none",
              "Адрес (http://) для /healthz, /readyz и /metrics; на остальных их тогда нет"},
     .check = check_admin,
     .into = into<&EchoSettings::admin>},

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
     .help =
         {"How long a peer may read nothing of what waits for it, or send nothing of an HTTP body "
          "(no_progress)",
          "Сколько клиент может не читать ожидающие его данные или не присылать тело "
          "HTTP-запроса (no_progress)"},
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
});

constexpr auto kOptions = joined(kOwnOptions, tls_options<&EchoSettings::tls>);

constexpr cli::Manual kManual{
    .program = "potok-echo",
    .summary = {"An echo server: sends back, or to everyone, what it receives",
                "Эхо-сервер: возвращает отправителю или рассылает всем то, что получил"},
    .options = kOptions,
    .notes =
        {"SIGTERM and SIGINT answer what has arrived, then end (exit code 0); a second one ends "
         "at once.\nSIGHUP reads certificates and keys again and opens the log file again; "
         "whatever is "
         "wrong with\nthem, those in use stay.\n"
         "Exit codes: 0 good, 2 usage or configuration, 3 this machine cannot (port taken, no "
         "descriptors).",
         "SIGTERM и SIGINT: ответить на полученное и завершиться (код 0); повторный — "
         "завершиться немедленно.\nSIGHUP: заново прочитать сертификаты и ключи и открыть файл "
         "журнала; если с ними что-то\nне так, остаются прежние.\n"
         "Коды завершения: 0 — всё хорошо, 2 — ошибка в параметрах или настройках,\n"
         "3 — не позволяет эта машина (порт занят, нет дескрипторов)."},
    .validator = cli::checked_by<&check_settings>,
};

}  // namespace

std::vector<EndpointAddress> listen_addresses(const EchoSettings& settings) {
    if (!settings.listen.empty()) return settings.listen;
    std::vector<std::string_view> defaults = {"ws://127.0.0.1:9001", "lp://127.0.0.1:9002",
                                              "tcp://127.0.0.1:9003"};
    if (settings.tls.has_identity()) {
        defaults.insert(defaults.end(),
                        {"wss://127.0.0.1:9011", "lps://127.0.0.1:9012", "tls://127.0.0.1:9013"});
    }
    std::vector<EndpointAddress> addresses;
    for (const std::string_view text : defaults)
        addresses.push_back(std::move(parse_endpoint(text, EndpointUse::listen)).value());
    return addresses;
}

const cli::Manual& manual() noexcept {
    return kManual;
}

}  // namespace potok::echo
