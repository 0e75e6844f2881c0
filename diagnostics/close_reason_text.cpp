#include "diagnostics/close_reason_text.hpp"

#include <array>
#include <cstddef>

#include "base/assert.hpp"
#include "diagnostics/enum_table.hpp"

namespace potok {
namespace {

struct Entry {
    CloseReason reason;
    std::string_view name;
    Text text;
};

constexpr std::array kEntries{
    Entry{CloseReason::finished,
          "finished",
          {"both sides said they were done", "обе стороны завершили обмен"}},
    Entry{CloseReason::drained,
          "drained",
          {"the program is stopping and everything queued was sent",
           "программа останавливается, всё из очереди отправлено"}},
    Entry{CloseReason::stopped,
          "stopped",
          {"this side closed the connection without waiting",
           "эта сторона закрыла соединение, не дожидаясь другой"}},
    Entry{CloseReason::ended_by_peer,
          "ended_by_peer",
          {"the peer ended the connection although this side had more to do",
           "другая сторона завершила соединение, хотя здесь оно было ещё нужно"}},
    Entry{CloseReason::reset,
          "reset",
          {"the peer, or something on the way to it, broke the connection",
           "соединение оборвала другая сторона или что-то на пути к ней"}},
    Entry{CloseReason::io_error,
          "io_error",
          {"the system refused to read or write", "система отказала в чтении или записи"}},
    Entry{CloseReason::connect_refused,
          "connect_refused",
          {"nobody accepts connections at that address",
           "по этому адресу никто не принимает соединения"}},
    Entry{
        CloseReason::connect_timeout,
        "connect_timeout",
        {"the connection was not made in time", "соединение не установилось за отведённое время"}},
    Entry{CloseReason::connect_unreachable,
          "connect_unreachable",
          {"there is no way to the host", "до узла нет пути"}},
    Entry{CloseReason::connect_failed,
          "connect_failed",
          {"the connection could not be made", "соединение не удалось установить"}},
    Entry{CloseReason::no_local_port,
          "no_local_port",
          {"every port of this side's address is in use towards that peer",
           "все порты адреса этой стороны уже заняты соединениями с той же целью"}},
    Entry{CloseReason::name_not_resolved,
          "name_not_resolved",
          {"no address was found for the host name", "для имени узла не нашлось адреса"}},
    Entry{CloseReason::protocol_error,
          "protocol_error",
          {"the peer broke the protocol", "другая сторона нарушила протокол"}},
    Entry{CloseReason::message_too_long,
          "message_too_long",
          {"the peer's message is longer than the limit",
           "сообщение другой стороны длиннее предела"}},
    Entry{CloseReason::truncated_message,
          "truncated_message",
          {"the peer ended in the middle of a message",
           "другая сторона закончила передачу посреди сообщения"}},
    Entry{CloseReason::invalid_text,
          "invalid_text",
          {"the peer sent text that is not UTF-8", "другая сторона прислала текст не в UTF-8"}},
    Entry{CloseReason::bad_request,
          "bad_request",
          {"the HTTP request was refused for its form",
           "HTTP-запрос отклонён: он составлен неправильно"}},
    Entry{CloseReason::upgrade_refused,
          "upgrade_refused",
          {"the other side did not open the WebSocket", "другая сторона не открыла WebSocket"}},
    Entry{CloseReason::tls_failed,
          "tls_failed",
          {"TLS failed: both sides could not agree, or what came was damaged",
           "сбой TLS: стороны не договорились или пришло повреждённое"}},
    Entry{CloseReason::tls_truncated,
          "tls_truncated",
          {"the connection ended without the close_notify of TLS: something may be missing",
           "соединение кончилось без close_notify протокола TLS: возможно, получено не всё"}},
    Entry{CloseReason::slow_reader,
          "slow_reader",
          {"more was queued for the peer than the limit",
           "в очереди к другой стороне накопилось больше предела"}},
    Entry{CloseReason::no_progress,
          "no_progress",
          {"the peer took nothing of what waits for it for the whole progress timeout, or does not "
           "answer to the end in time",
           "другая сторона за весь отведённый срок не приняла ничего из ожидающего её или не "
           "ответила до конца"}},
    Entry{CloseReason::idle_timeout,
          "idle_timeout",
          {"nothing was said for the whole idle timeout", "соединение молчало дольше предела"}},
    Entry{CloseReason::handshake_timeout,
          "handshake_timeout",
          {"the handshake was not over in time", "рукопожатие не завершилось за отведённое время"}},
    Entry{CloseReason::linger_timeout,
          "linger_timeout",
          {"the peer did not end after this side did",
           "другая сторона не завершила обмен вслед за этой"}},
    Entry{CloseReason::drain_timeout,
          "drain_timeout",
          {"the program stopped before everything queued was sent",
           "программа остановилась раньше, чем очередь была отправлена"}},
    Entry{CloseReason::memory_budget,
          "memory_budget",
          {"the connection held the most memory when the budget ran out",
           "соединение занимало больше всех памяти, когда её запас кончился"}},
    Entry{CloseReason::too_many_connections,
          "too_many_connections",
          {"there are as many connections as the limit allows",
           "соединений уже столько, сколько позволяет предел"}},
    Entry{
        CloseReason::no_descriptors,
        "no_descriptors",
        {"the process has no file descriptors left", "у процесса кончились файловые дескрипторы"}},
    Entry{CloseReason::ping_timeout,
          "ping_timeout",
          {"the peer answered no ping", "другая сторона не ответила на проверку связи (ping)"}},
};
static_assert(covers_in_order(kEntries, &Entry::reason, CloseReason{kCloseReasonCount - 1}));

const Entry& entry_of(CloseReason reason) noexcept {
    const auto index = static_cast<std::size_t>(reason);
    ASSERT(index < kEntries.size());
    return kEntries[index];
}

}  // namespace

std::string_view close_reason_name(CloseReason reason) noexcept {
    return entry_of(reason).name;
}

Text close_reason_text(CloseReason reason) noexcept {
    return entry_of(reason).text;
}

}  // namespace potok
