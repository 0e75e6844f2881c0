#include "diagnostics/system_error_text.hpp"

#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"
#include "diagnostics/system_words.hpp"

namespace potok {
namespace {

// What this side tried; completes "cannot …" and "не удалось …".
Text attempt_of(SystemCall call) noexcept {
    switch (call) {
        case SystemCall::create_poller:
            return {"create an event poller", "создать опросчик событий"};
        case SystemCall::create_socket:
            return {"create a socket", "создать сокет"};
        case SystemCall::bind:
            return {"take the address", "занять адрес"};
        case SystemCall::listen:
            return {"listen", "начать приём соединений"};
        case SystemCall::accept:
            return {"accept a connection", "принять соединение"};
        case SystemCall::connect:
            return {"connect", "соединиться"};
        case SystemCall::resolve:
            return {"find the address of the host", "найти адрес узла"};
        case SystemCall::receive:
            return {"receive", "прочитать из соединения"};
        case SystemCall::send:
            return {"send", "записать в соединение"};
        case SystemCall::reserve_memory:
            return {"reserve memory", "зарезервировать память"};
        case SystemCall::raise_descriptor_limit:
            return {"raise the limit of file descriptors", "поднять предел файловых дескрипторов"};
    }
    return {};
}

bool is_ours_to_take(SystemCall call) noexcept {
    return call == SystemCall::bind || call == SystemCall::listen;
}

// Taking an address of this machine: the port and the address are the user's choice.
Text listening_sentence(SystemCause cause) noexcept {
    switch (cause) {
        case SystemCause::address_in_use:
            return {
                "address {subject} is in use by another program: stop it or choose another port "
                "with {option}",
                "адрес {subject} занят другой программой: остановите её или выберите другой порт "
                "в {option}"};
        case SystemCause::address_not_local:
            return {
                "address {subject} does not belong to this machine: give one of its own addresses "
                "or * with {option}",
                "адрес {subject} не принадлежит этой машине: укажите в {option} один из её "
                "адресов или *"};
        case SystemCause::permission_denied:
            return {
                "no permission to listen on {subject}: choose a port from 1024 up with {option}, "
                "or run with the right to take lower ones (CAP_NET_BIND_SERVICE)",
                "нет прав принимать соединения на {subject}: выберите в {option} порт от 1024 "
                "или запустите с правом занимать меньшие (CAP_NET_BIND_SERVICE)"};
        default:
            return {};
    }
}

// Reaching somebody else: the address is the user's choice, the rest is the network's.
Text connecting_sentence(SystemCause cause) noexcept {
    switch (cause) {
        case SystemCause::address_in_use:
        case SystemCause::address_not_local:
            return {
                "no free local port is left for connections to {subject}: open fewer, use more "
                "source addresses or widen net.ipv4.ip_local_port_range",
                "для соединений с {subject} не осталось свободных местных портов: открывайте "
                "меньше, добавьте исходящих адресов или расширьте net.ipv4.ip_local_port_range"};
        case SystemCause::permission_denied:
            return {"this machine forbids connections to {subject}: look at its firewall",
                    "эта машина запрещает соединения с {subject}: проверьте межсетевой экран"};
        case SystemCause::connection_refused:
            return {
                "{subject} refuses connections: check that the server runs and that the port is "
                "right",
                "{subject} не принимает соединений: проверьте, что сервер запущен и порт верен"};
        case SystemCause::timed_out:
            return {
                "{subject} did not answer in time: check the address and the firewalls on the way",
                "{subject} не ответил вовремя: проверьте адрес и межсетевые экраны на пути"};
        default:
            return {};
    }
}

// The same whatever was tried.
Text common_sentence(SystemCause cause) noexcept {
    switch (cause) {
        case SystemCause::address_family_unsupported:
            return {
                "{subject}: this machine has no such kind of address (IPv4 or IPv6): use the other",
                "{subject}: на этой машине нет такого вида адресов (IPv4 или IPv6): используйте "
                "другой"};
        case SystemCause::no_descriptors:
            return {
                "cannot {attempt}{on}: no file descriptors are left: raise the limit with "
                "ulimit -n or lower the number of connections",
                "не удалось {attempt}{on}: кончились файловые дескрипторы: поднимите предел "
                "командой ulimit -n или уменьшите число соединений"};
        case SystemCause::no_memory:
            return {
                "cannot {attempt}{on}: the system gives no more memory: free some or lower the "
                "limits",
                "не удалось {attempt}{on}: система не даёт больше памяти: освободите её или "
                "уменьшите пределы"};
        case SystemCause::host_unreachable:
            return {"no way to {subject}: check the address and that the host is up",
                    "до {subject} нет пути: проверьте адрес и что узел включён"};
        case SystemCause::network_unreachable:
            return {"no way to the network of {subject}: check this machine's network and routes",
                    "до сети {subject} нет пути: проверьте сеть и маршруты этой машины"};
        case SystemCause::name_not_found:
            return {"there is no host named {subject}: check the spelling or give its IP address",
                    "узла с именем {subject} нет: проверьте написание или укажите IP-адрес"};
        case SystemCause::name_server_failed:
            return {
                "no name server told the address of {subject}: check the network or give its IP "
                "address",
                "ни один сервер имён не сообщил адрес {subject}: проверьте сеть или укажите "
                "IP-адрес"};
        case SystemCause::permission_denied:
            return {"cannot {attempt}{on}: permission denied: run with the right to do so",
                    "не удалось {attempt}{on}: нет прав: запустите с нужными правами"};
        case SystemCause::connection_reset:
            return {"cannot {attempt}{on}: the other side broke the connection",
                    "не удалось {attempt}{on}: другая сторона оборвала соединение"};
        case SystemCause::connection_refused:
            return {"cannot {attempt}{on}: the connection was refused",
                    "не удалось {attempt}{on}: в соединении отказано"};
        case SystemCause::timed_out:
            return {"cannot {attempt}{on}: it took too long",
                    "не удалось {attempt}{on}: время вышло"};
        case SystemCause::address_in_use:
            return {"cannot {attempt}{on}: the address is in use",
                    "не удалось {attempt}{on}: адрес занят"};
        case SystemCause::address_not_local:
            return {"cannot {attempt}{on}: the address does not belong to this machine",
                    "не удалось {attempt}{on}: адрес не принадлежит этой машине"};
        case SystemCause::other:
            return {"cannot {attempt}{on}: {system}", "не удалось {attempt}{on}: {system}"};
    }
    return {};
}

Text sentence_of(const SystemError& error) noexcept {
    Text special;
    if (is_ours_to_take(error.call)) special = listening_sentence(error.cause);
    if (error.call == SystemCall::connect) special = connecting_sentence(error.cause);
    return special.empty() ? common_sentence(error.cause) : special;
}

// The resolver's numbers are not the system's, so the system has no words for them.
std::string answer_of_system(Language language, const SystemError& error) {
    constexpr Text kWords{"the system says: {words} (code {code})",
                          "ответ системы: {words} (код {code})"};
    constexpr Text kBare{"the system says: code {code}", "ответ системы: код {code}"};
    const bool has_words = error.code != 0 && error.call != SystemCall::resolve;
    const std::string words = has_words ? system_words(language, error.code) : std::string();
    return fill(has_words ? kWords : kBare, language,
                {{"words", words}, {"code", std::to_string(error.code)}});
}

}  // namespace

std::string system_error_text(Language language, const SystemError& error,
                              const ErrorPlace& place) {
    constexpr Text kNoSubject{"the address", "адрес"};
    const std::string subject =
        place.subject.empty() ? std::string(kNoSubject.in(language)) : escaped(place.subject);
    const std::string on = place.subject.empty() ? std::string() : " (" + subject + ")";
    return fill(sentence_of(error), language,
                {{"subject", subject},
                 {"option", place.option},
                 {"attempt", attempt_of(error.call).in(language)},
                 {"on", on},
                 {"system", answer_of_system(language, error)}});
}

}  // namespace potok
