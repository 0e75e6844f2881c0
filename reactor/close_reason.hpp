// CloseReason: why a connection ended, as one word that logs, metrics and sessions share.
//
// Every limit and every deadline has its own. The names are stable (diagnostics/ prints and
// explains them): add at the end of a group, never rename.
#pragma once

#include <cstddef>
#include <cstdint>

namespace potok {

enum class CloseReason : std::uint8_t {
    // In order.
    finished,  // both sides said they were done
    drained,   // this program is ending and said its last word
    stopped,   // this program, or the owner of the connection, ended it without waiting
    // The peer, or the way to it.
    ended_by_peer,  // the peer ended in order, while this side had more to do
    reset,          // the peer, or something between, broke the connection
    io_error,       // the system refused a read or a write for another cause
    // Connecting.
    connect_refused,
    connect_timeout,
    connect_unreachable,
    connect_failed,
    no_local_port,  // every port of the source address is in use towards this peer
    name_not_resolved,
    // The peer broke its protocol.
    protocol_error,
    message_too_long,
    truncated_message,  // the peer's end came inside a message
    invalid_text,       // text that is not UTF-8
    bad_request,        // an HTTP request that was refused for its form
    upgrade_refused,    // the other side did not open the WebSocket, or not as it was asked
    tls_failed,         // no handshake came about, or a record behind it was not to be trusted
    tls_truncated,  // the peer's end came without its close_notify: somebody may have cut it off
    // Limits.
    slow_reader,  // more was queued for the peer than the limit
    no_progress,  // the peer took nothing for the whole progress timeout, or no longer answers
    idle_timeout,
    handshake_timeout,
    linger_timeout,  // the deadline for the peer's end after ours; the first reason stays
    drain_timeout,   // the drain time was over before the connection was
    memory_budget,   // it held the most when the process reached its budget
    too_many_connections,
    no_descriptors,
    ping_timeout,  // the peer answered no ping
};

inline constexpr std::size_t kCloseReasonCount =
    static_cast<std::size_t>(CloseReason::ping_timeout) + 1;

}  // namespace potok
