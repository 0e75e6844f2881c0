#include "loadtest/load_options.hpp"

#include <string>

#include "loadtest/driver.hpp"
#include "loadtest/load_settings_check.hpp"
#include "loadtest/tls_options.hpp"
#include "loadtest/upgrade_options.hpp"
#include "loadtest/verify/fanout_book.hpp"

namespace potok::loadtest {
namespace {

using cli::into;
using cli::Kind;

constexpr Text kLoad{"Load", "Нагрузка"};
constexpr Text kConnecting{"Connecting", "Подключение"};
constexpr Text kWeb{"WebSocket and HTTP", "WebSocket и HTTP"};
constexpr Text kTls{"TLS", "TLS"};
constexpr Text kResult{"Result", "Результат"};

constexpr cli::Option kOptions[] = {
    {.name = "target",
     .kind = Kind::target,
     .operand = true,
     .required = true,
     .group = kLoad,
     .help = {"Address of the server: tcp://, lp://, line://, ws:// or http://, and over TLS "
              "tls://, lps://, lines://, wss:// or https://",
              "Адрес сервера: tcp://, lp://, line://, ws:// или http://, а с TLS — tls://, lps://, "
              "lines://, wss:// или https://"},
     .check = check_target,
     .into = into<&LoadSettings::target>},
    {.name = "connections",
     .letter = 'c',
     .kind = Kind::number,
     .preset = "1500",
     .range = {"1", "1000000"},
     .group = kLoad,
     .help = {"Connections to hold", "Сколько соединений держать"},
     .into = into<&LoadSettings::connections>},
    {.name = "rate",
     .letter = 'r',
     .kind = Kind::rate,
     .preset_note = {"1/s", "1/s"},
     .group = kLoad,
     .help = {"Messages of each connection, whatever the answers do (open loop)",
              "Сообщений от каждого соединения независимо от ответов (открытый цикл)"},
     .into = into<&LoadSettings::rate>},
    {.name = "total-rate",
     .kind = Kind::rate,
     .group = kLoad,
     .help = {"The same for all connections together", "То же для всех соединений вместе"},
     .into = into<&LoadSettings::total_rate>},
    {.name = "in-flight",
     .kind = Kind::number,
     .range = {"1", "10000"},
     .group = kLoad,
     .help = {"Instead of a rate: unanswered messages a connection; each answer lets the next one "
              "go (closed loop)",
              "Вместо частоты: сколько сообщений соединения ждут ответа; каждый ответ отпускает "
              "следующее (закрытый цикл)"},
     .into = into<&LoadSettings::in_flight>},
    {.name = "fanout",
     .kind = Kind::flag,
     .group = kLoad,
     .help = {"The server broadcasts: every message is expected once at every connection, its "
              "sender's included",
              "Сервер рассылает: каждое сообщение ожидается один раз на каждом соединении, "
              "включая отправителя"},
     .into = into<&LoadSettings::fanout>},
    {.name = "duration",
     .letter = 'd',
     .kind = Kind::duration,
     .preset = "30s",
     .range = {"100ms", "240h"},
     .group = kLoad,
     .help = {"How long to send", "Сколько времени отправлять"},
     .into = into<&LoadSettings::duration>},
    {.name = "warmup",
     .kind = Kind::duration,
     .preset = "0",
     .range = {"0", "1h"},
     .group = kLoad,
     .help = {"Before that: messages that are verified, but whose latency does not count",
              "До этого: сообщения, которые проверяются, но в задержки не входят"},
     .into = into<&LoadSettings::warmup>},
    {.name = "grace",
     .kind = Kind::duration,
     .preset = "5s",
     .range = {"100ms", "1h"},
     .group = kLoad,
     .help = {"After the end: how long an answer may still come; later it is lost",
              "После конца: сколько ещё ждать ответа; позже сообщение потеряно"},
     .into = into<&LoadSettings::grace>},
    {.name = "size",
     .placeholder = {"SIZE|MIN..MAX", "РАЗМЕР|ОТ..ДО"},
     .preset = "64",
     .group = kLoad,
     .help = {"Bytes of a message", "Размер сообщения в байтах"},
     .check = check_size,
     .into = into<&LoadSettings::size>},
    {.name = "seed",
     .kind = Kind::number,
     .preset_note = {"random", "случайное"},
     .range = {"0", ""},
     .group = kLoad,
     .help = {"What the bytes of the messages are made from: the same seed, the same messages",
              "Из чего получаются байты сообщений: то же число — те же сообщения"},
     .into = into<&LoadSettings::seed>},
    {.name = "threads",
     .kind = Kind::number,
     .preset_note = {"one a core", "по одному на ядро"},
     .range = {"1", "256"},
     .group = kLoad,
     .help = {"Threads of the generator", "Число потоков генератора"},
     .into = into<&LoadSettings::threads>},

    {.name = "ramp",
     .kind = Kind::rate,
     .preset = "auto",
     .keyword = "auto",
     .group = kConnecting,
     .help = {"Connections opened a second; auto: as fast as the server accepts them",
              "Сколько соединений открывать в секунду; auto — как быстро принимает сервер"},
     .into = into<&LoadSettings::ramp>},
    {.name = "connect-timeout",
     .kind = Kind::duration,
     .preset = "10s",
     .range = {"10ms", "1h"},
     .group = kConnecting,
     .help = {"Longest time to connect, and then to open the WebSocket",
              "Сколько ждать подключения, а затем открытия WebSocket"},
     .into = into<&LoadSettings::connect_timeout>},
    {.name = "source",
     .placeholder = {"IP", "IP"},
     .repeatable = true,
     .group = kConnecting,
     .help = {"Own addresses to connect from, in turn; one has about 28 000 ports towards a server",
              "Свои адреса, с которых подключаться, по очереди; у одного около 28 000 портов к "
              "одному серверу"},
     .check = check_source,
     .into = into<&LoadSettings::source>},

    {.name = "header",
     .placeholder = {"'K: V'", "'K: V'"},
     .repeatable = true,
     .group = kWeb,
     .help = {"A field of the opening request of ws, of every request of http; not the protocol's "
              "own",
              "Поле запроса на открытие (ws) или каждого запроса (http), кроме собственных полей "
              "протокола"},
     .check = check_header,
     .into = into<&LoadSettings::headers>},
    {.name = "subprotocol",
     .placeholder = {"NAME", "ИМЯ"},
     .repeatable = true,
     .group = kWeb,
     .help = {"ws: sub-protocols to ask for, the best first",
              "ws: какие подпротоколы просить, лучший первым"},
     .check = check_subprotocol,
     .into = into<&LoadSettings::subprotocols>},
    {.name = "ping-interval",
     .kind = Kind::duration,
     .preset = "25s",
     .range = {"0", "24h"},
     .group = kWeb,
     .help = {"ws: from one ping to the next; a server that answers none of them is lost; 0: none",
              "ws: от одного ping до следующего; сервер, который на них не отвечает, потерян; 0 — "
              "без них"},
     .into = into<&LoadSettings::ping_interval>},
    {.name = "proxy",
     .placeholder = {"ADDRESS", "АДРЕС"},
     .group = kWeb,
     .help = {"Through this HTTP proxy: http://[user:password@]host:port",
              "Через этот прокси HTTP: http://[имя:пароль@]узел:порт"},
     .check = check_proxy,
     .into = into<&LoadSettings::proxy>},
    {.name = "redirects",
     .kind = Kind::number,
     .preset = "0",
     .range = {"0", "20"},
     .group = kWeb,
     .help = {"http: redirections to follow for one message, on the same server only; 0: none",
              "http: за сколькими перенаправлениями одного сообщения идти, только на тот же "
              "сервер; 0 — ни за одним"},
     .into = into<&LoadSettings::redirects>},
    {.name = "compression",
     .kind = Kind::flag,
     .group = kWeb,
     .help = {"ws: offer to compress messages (permessage-deflate), those of 256 bytes and more; "
              "http: ask for answers in gzip or deflate. What they stand for is checked",
              "ws: предлагать сжатие сообщений (permessage-deflate), начиная с 256 байт; "
              "http: просить ответы в gzip или deflate. Проверяется то, что сжато"},
     .into = into<&LoadSettings::compressed>},

    {.name = "ca",
     .kind = Kind::file,
     .preset_note = {"the system's authorities", "центры, которым доверяет система"},
     .group = kTls,
     .help = {"Certificates, PEM or DER, of the authorities that the server's has to come from",
              "Сертификаты (PEM или DER) центров, которыми должен быть выдан сертификат сервера"},
     .into = into<&LoadSettings::tls, &TlsOptions::ca>},
    {.name = "fingerprint",
     .placeholder = {"sha256:HEX", "sha256:HEX"},
     .group = kTls,
     .help = {"The server's certificate is the one with this fingerprint; nothing else is asked of "
              "it",
              "Сертификат сервера — тот, у которого этот отпечаток; больше от него ничего не "
              "требуется"},
     .check = check_fingerprint,
     .into = into<&LoadSettings::tls, &TlsOptions::fingerprint>},
    {.name = "insecure",
     .kind = Kind::flag,
     .group = kTls,
     .help = {"DANGER: do not verify the server at all: whoever answers is taken for it",
              "ОПАСНО: совсем не проверять сервер: кто бы ни ответил, он сойдёт за него"},
     .into = into<&LoadSettings::tls, &TlsOptions::insecure>},
    {.name = "client-cert",
     .kind = Kind::file,
     .group = kTls,
     .help = {"Certificate to show to a server that asks for one",
              "Сертификат, который показать серверу, если он его попросит"},
     .into = into<&LoadSettings::tls, &TlsOptions::client_certificate>},
    {.name = "client-key",
     .kind = Kind::file,
     .preset_note = {"in the file of the certificate", "в файле сертификата"},
     .group = kTls,
     .help = {"Its private key", "Закрытый ключ к нему"},
     .into = into<&LoadSettings::tls, &TlsOptions::client_key>},
    {.name = "key-password-file",
     .kind = Kind::file,
     .group = kTls,
     .help = {"File whose first line is the password of that key, or of a PFX in --client-cert",
              "Файл, в первой строке которого пароль этого ключа или файла PFX в --client-cert"},
     .into = into<&LoadSettings::tls, &TlsOptions::key_password_file>},
    {.name = "servername",
     .placeholder = {"NAME", "ИМЯ"},
     .preset_note = {"the target's host", "узел из адреса"},
     .group = kTls,
     .help = {"Name to ask the server for (SNI), and that its certificate has to be for",
              "Имя, которое назвать серверу (SNI) и на которое должен быть выдан его сертификат"},
     .check = check_server_name,
     .into = into<&LoadSettings::tls, &TlsOptions::server_name>},
    {.name = "alpn",
     .placeholder = {"NAME", "ИМЯ"},
     .preset_note = {"http/1.1 for wss and https", "http/1.1 для wss и https"},
     .group = kTls,
     .help = {"Protocol to ask for in the handshake (ALPN)",
              "Протокол, который попросить при рукопожатии (ALPN)"},
     .check = check_alpn,
     .into = into<&LoadSettings::tls, &TlsOptions::protocol>},

    {.name = "json",
     .kind = Kind::file,
     .group = kResult,
     .help = {"Write the result to this file as JSON", "Записать результат в этот файл (JSON)"},
     .into = into<&LoadSettings::json>},
    {.name = "threshold",
     .placeholder = {"CONDITION", "УСЛОВИЕ"},
     .preset_note = {"held==100% lost==0 stall<1s", "held==100% lost==0 stall<1s"},
     .repeatable = true,
     .group = kResult,
     .help = {"What the run must reach: p99<50ms, max<1s, stall<500ms, held==100%, rate>=1000/s",
              "Чего прогон должен достичь: p99<50ms, max<1s, stall<500ms, held==100%, "
              "rate>=1000/s"},
     .check = check_threshold,
     .into = into<&LoadSettings::thresholds>},
};

static_assert(Driver::kQuiet == std::chrono::milliseconds(250), "the notes say so");
static_assert(FanoutBook::kConnectionsMax == 4096, "the notes say so");

constexpr cli::Manual kManual{
    .program = "potok-loadtest",
    .summary = {"Loads a server with persistent connections and checks every byte that comes back",
                "Нагружает сервер постоянными соединениями и проверяет каждый вернувшийся байт"},
    .options = kOptions,
    .notes =
        {"The last line of stdout is the verdict: PASSED, FAILED or INVALID. Lost, duplicated, "
         "reordered,\ncorrupted and misdelivered messages and lost connections always fail.\n"
         "http: each message is the body of a POST, and is expected as the body of its answer, "
         "with\n"
         "status 200; one request is under way at a time.\n"
         "--fanout, over lp, line and ws: the counts of faults and the latencies are those of\n"
         "deliveries, of which each message has as many as there are connections; what was due at\n"
         "a connection that is gone is lost. Up to 4096 connections.\n"
         "After the last answer it listens for another 250 ms, and to the end of --grace where\n"
         "anything was wrong: what comes later is not seen.\n"
         "Exit codes: 0 passed, 1 failed, 2 usage, 3 this machine cannot, 4 unreachable or too "
         "few\nconnections, 5 invalid (the generator itself was too slow), 130 interrupted.",
         "Последняя строка stdout — вердикт: PASSED, FAILED или INVALID. Потерянные, "
         "повторённые,\nпереставленные, испорченные и доставленные не туда сообщения и "
         "оборванные соединения — всегда провал.\nhttp: каждое сообщение — тело запроса POST, и "
         "ожидается "
         "оно телом ответа со статусом 200;\nв пути один запрос.\n"
         "--fanout, по lp, line и ws: сбои и задержки считаются по доставкам, а доставок у "
         "каждого\nсообщения столько, сколько соединений; что полагалось оборванному соединению, "
         "потеряно.\nНе больше 4096 соединений.\nПосле последнего ответа слушает "
         "ещё 250 мс, а "
         "если "
         "что-то было не так — до конца --grace:\nчто придёт позже, не увидит.\nКоды завершения: 0 "
         "— пройдено, 1 — "
         "провалено, 2 — ошибка в параметрах, 3 — не позволяет эта\nмашина, 4 — нет связи или "
         "мало соединений, 5 — прогон недействителен (не успевал сам генератор),\n130 — "
         "прервано."},
    .validator = cli::checked_by<&check_settings>,
    .logs = false,
};

}  // namespace

double total_rate_of(const LoadSettings& settings) noexcept {
    return settings.total_rate.value_or(settings.rate.value_or(1.0) *
                                        static_cast<double>(settings.connections));
}

const cli::Manual& manual() noexcept {
    return kManual;
}

}  // namespace potok::loadtest
