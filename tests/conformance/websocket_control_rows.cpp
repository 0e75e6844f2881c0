// RFC 6455 §5.5 and §7 as rows: control frames and the closing handshake.
#include "tests/conformance/websocket_row_list.hpp"

namespace potok::conformance {
namespace {

using namespace std::literals;

// -- §5.5 Control frames

void control_frames(Rows& to) {
    const Peer& peer = to.peer;
    for (const unsigned control : {close, ping, pong}) {
        for (const std::string_view payload : {""sv, "\x03\xe8"sv}) {
            to.closed("5.5",
                      "a control frame is not fragmented: first byte " + number(control & 0x0F) +
                          (payload.empty() ? ", empty" : ""),
                      peer.frame(control & 0x0F, payload), "!control_fragmented", 1002);
        }
        to.closed("5.5", "nor inside a message: first byte " + number(control & 0x0F),
                  peer.frame(text_begins, "a") + peer.frame(control & 0x0F),
                  "T(61!control_fragmented", 1002);
        for (const std::uint64_t length : {126u, 127u, 65535u, 65536u}) {
            to.closed("5.5",
                      "a control frame has 125 bytes at most: first byte " + number(control) +
                          ", " + std::to_string(length),
                      peer.header(control, length), "!control_too_long", 1002);
        }
        to.closed("5.5", "nor a length in another form: first byte " + number(control),
                  peer.header(control, 2, Form::in_16), "!control_too_long", 1002);
        to.closed("5.5", "nor in 64 bits: first byte " + number(control),
                  peer.header(control, 2, Form::in_64), "!control_too_long", 1002);
    }
    for (const std::size_t size : {0u, 1u, 4u, 124u, 125u}) {
        const std::string payload(size, '\xFE');
        to.open("5.5.2", "a ping carries any bytes, " + std::to_string(size) + " of them",
                peer.frame(ping, payload), "[ping:" + hex(payload) + "]");
        to.open("5.5.3",
                "a pong that nobody asked for is no fault, " + std::to_string(size) + " bytes",
                peer.frame(pong, payload), "[pong:" + hex(payload) + "]");
    }
    std::string pings, events;
    for (int i = 0; i < 12; ++i) {
        pings += peer.frame(ping, std::to_string(i));
        events += "[ping:" + hex(std::to_string(i)) + "]";
    }
    to.open("5.5.2", "pings come in their order", pings, events);
    to.open("5.5.2", "and in that of the messages",
            peer.frame(text, "a") + peer.frame(ping) + peer.frame(text, "b"), "T(61)[ping:]T(62)");
}

// -- §5.5.1, §7 Closing

void close_bodies(Rows& to) {
    const Peer& peer = to.peer;
    to.closed("7.1.5", "a close frame without a body has no status", peer.frame(close),
              close_event(1005), 1005);
    to.closed("5.5.1", "a body has two bytes at least", peer.frame(close, "\x03"),
              "!close_body_one_byte", 1002);
    to.closed("5.5.1", "a body of one byte is none, whatever the byte", peer.frame(close, "\0"s),
              "!close_body_one_byte", 1002);
    to.closed("5.5.1", "known from its header alone", peer.header(close, 1), "!close_body_one_byte",
              1002);
    for (const unsigned code : {1000u, 1001u, 1002u, 1003u, 1007u, 1008u, 1009u, 1010u, 1011u,
                                1012u, 1013u, 1014u, 3000u, 3001u, 3999u, 4000u, 4001u, 4999u}) {
        to.closed("7.4", "code " + number(code) + " is good", peer.close_frame(code),
                  close_event(code), code);
        to.closed("7.4", "code " + number(code) + " with a reason", peer.close_frame(code, "why"),
                  close_event(code, "why"), code);
    }
    for (const unsigned code :
         {0u,    1u,    2u,    255u,  256u,  500u,   998u,   999u,   1004u,
          1005u, 1006u, 1015u, 1016u, 1017u, 1100u,  1999u,  2000u,  2500u,
          2998u, 2999u, 5000u, 5001u, 9999u, 32767u, 32768u, 65534u, 65535u}) {
        to.closed("7.4", "code " + number(code) + " is in no frame", peer.close_frame(code),
                  "!close_code_invalid", 1002);
        to.closed("7.4", "code " + number(code) + " is in no frame, with a reason either",
                  peer.close_frame(code, "why"), "!close_code_invalid", 1002);
    }
    const std::string long_reason(123, 'r');
    to.closed("5.5.1", "a reason of 123 bytes", peer.close_frame(1000, long_reason),
              close_event(1000, long_reason), 1000);
    to.closed("5.5.1", "a reason of 124 bytes makes the frame too long", peer.header(close, 126),
              "!control_too_long", 1002);
    to.closed("5.5.1", "a reason in UTF-8",
              peer.close_frame(1000, "\xd0\xbf\xd0\xbe\xd0\xba\xd0\xb0"),
              close_event(1000, "\xd0\xbf\xd0\xbe\xd0\xba\xd0\xb0"), 1000);
    for (const std::string_view bad :
         {"\xFF"sv, "ok \xC0\x80"sv, "\xED\xA0\x80"sv, "cut \xE2\x82"sv, "\xF4\x90\x80\x80"sv}) {
        to.closed("5.5.1", "a reason that is no UTF-8: " + hex(bad), peer.close_frame(1000, bad),
                  "!close_reason_not_utf8", 1007);
    }
    to.closed("7.1.7", "a bad code weighs more than a bad reason", peer.close_frame(999, "\xFF"),
              "!close_code_invalid", 1002);
}

void after_close(Rows& to) {
    const Peer& peer = to.peer;
    const std::string closing = peer.close_frame(1000);
    const std::string behind[] = {peer.frame(text, "late"),
                                  peer.frame(ping),
                                  peer.close_frame(1001),
                                  peer.frame(0x83),
                                  peer.wrongly_masked(text, "late"),
                                  peer.frame(text, "\xFF"),
                                  std::string(300, '\0')};
    for (const std::string& more_bytes : behind) {
        to.closed("1.4",
                  "what comes behind a close frame is thrown away: " + hex(more_bytes.substr(0, 8)),
                  closing + more_bytes, close_event(1000), 1000);
    }
    to.closed("7.1.2", "what came before it is passed on",
              peer.frame(text, "a") + peer.frame(ping, "p") + closing,
              "T(61)[ping:70]" + close_event(1000), 1000);
}

}  // namespace

void add_control_rows(Rows& to) {
    control_frames(to);
    close_bodies(to);
    after_close(to);
}

}  // namespace potok::conformance
