#include "tests/conformance/websocket_rows.hpp"

#include <utility>

#include "tests/conformance/websocket_row_list.hpp"

namespace potok::conformance {
namespace {

using namespace std::literals;

// -- §5.1 Masking, who does and who does not

void masks(Rows& to) {
    const Peer& peer = to.peer;
    const std::string name = to.is_server() ? "!mask_missing" : "!mask_unexpected";
    const std::string rule = to.is_server() ? "a client's frame without a mask is refused: "
                                            : "a server's frame with a mask is refused: ";
    const unsigned firsts[] = {text, binary, text_begins, binary_begins, close, ping, pong};
    for (const unsigned first : firsts) {
        for (const std::string_view payload : {"", "hello"}) {
            to.closed(
                "5.1",
                rule + "first byte " + number(first) + ", payload \"" + std::string(payload) + "\"",
                peer.wrongly_masked(first, payload), name, 1002);
        }
    }
    to.closed("5.1", rule + "in the middle of a message",
              peer.frame(text_begins, "one") + peer.wrongly_masked(last, "two"), "T(6f6e65" + name,
              1002);
    to.closed("5.1", rule + "behind a good message",
              peer.frame(text, "one") + peer.wrongly_masked(text, "two"), "T(6f6e65)" + name, 1002);
    if (!to.is_server()) return;
    for (const std::string_view key : {"\0\0\0\0"sv, "\xff\xff\xff\xff"sv, "\x01\x00\x00\x80"sv}) {
        to.open("5.3", "any masking key is good: " + hex(key),
                raw({.first = binary, .payload = "0123456789", .masked = true, .key = key}),
                binary_event("0123456789"));
    }
    for (std::size_t size = 0; size <= 20; ++size) {
        const std::string payload = "abcdefghijklmnopqrst"s.substr(0, size);
        to.open("5.3",
                "byte i of the payload is masked with byte i modulo 4 of the key, size " +
                    std::to_string(size),
                peer.frame(binary, payload), binary_event(payload));
    }
}

// -- §5.2 The frame's header

void reserved_bits(Rows& to) {
    for (unsigned bits = 1; bits < 8; ++bits) {
        for (unsigned opcode = 0; opcode < 16; ++opcode) {
            for (const unsigned fin : {0x80u, 0u}) {
                to.closed("5.2",
                          "RSV bits are 0 where no extension gives them a meaning: bits " +
                              number(bits) + ", opcode " + number(opcode) +
                              (fin != 0 ? ", FIN" : ""),
                          to.peer.frame(fin | bits << 4 | opcode, "x"), "!reserved_bits", 1002);
            }
        }
    }
    to.closed("5.2", "RSV bits are 0 in a continuation too",
              to.peer.frame(text_begins, "a") + to.peer.frame(last | 0x40, "b"),
              "T(61!reserved_bits", 1002);
    to.closed("5.2", "a message before the frame with a RSV bit is still passed on",
              to.peer.frame(text, "a") + to.peer.frame(ping | 0x20), "T(61)!reserved_bits", 1002);
}

void opcodes(Rows& to) {
    for (const unsigned opcode : {3u, 4u, 5u, 6u, 7u, 11u, 12u, 13u, 14u, 15u}) {
        for (const unsigned fin : {0x80u, 0u}) {
            for (const std::string_view payload : {"", "payload"}) {
                to.closed("5.2",
                          "reserved opcode " + number(opcode) +
                              (fin != 0 ? " with FIN" : " without FIN") +
                              (payload.empty() ? ", empty" : ""),
                          to.peer.frame(fin | opcode, payload), "!reserved_opcode", 1002);
            }
        }
        to.closed("5.2", "reserved opcode " + number(opcode) + " inside a message",
                  to.peer.frame(binary_begins, "a") + to.peer.frame(last | opcode, "b"),
                  "B(61!reserved_opcode", 1002);
        to.closed("5.2",
                  "reserved opcode " + number(opcode) + " behind a ping, which is still passed on",
                  to.peer.frame(ping, "p") + to.peer.frame(last | opcode, "b"),
                  "[ping:70]!reserved_opcode", 1002);
    }
}

void lengths(Rows& to) {
    const Peer& peer = to.peer;
    for (const std::size_t size : {0u, 1u, 2u, 124u, 125u, 126u, 127u, 128u, 255u, 256u, 1000u}) {
        const std::string payload(size, '*');
        to.open("5.2", "a length in its shortest form: text of " + std::to_string(size),
                peer.frame(text, payload), text_event(payload));
        to.open("5.2", "a length in its shortest form: binary of " + std::to_string(size),
                peer.frame(binary, payload), binary_event(payload));
    }
    for (const std::uint64_t length : {0u, 1u, 2u, 124u, 125u}) {
        for (const unsigned first : {text, binary, text_begins, binary_begins}) {
            to.closed("5.2",
                      "a length of " + std::to_string(length) +
                          " in 16 bits is not minimal, first byte " + number(first),
                      peer.header(first, length, Form::in_16), "!length_not_minimal", 1002);
        }
    }
    for (const std::uint64_t length :
         {0u, 1u, 125u, 126u, 127u, 255u, 256u, 32768u, 65534u, 65535u}) {
        for (const unsigned first : {text, binary, text_begins, binary_begins}) {
            to.closed("5.2",
                      "a length of " + std::to_string(length) +
                          " in 64 bits is not minimal, first byte " + number(first),
                      peer.header(first, length, Form::in_64), "!length_not_minimal", 1002);
        }
    }
    to.closed("5.2", "nor in a continuation",
              peer.frame(text_begins, "a") + peer.header(last, 3, Form::in_16),
              "T(61!length_not_minimal", 1002);
    for (const std::uint64_t length :
         {std::uint64_t{1} << 63, (std::uint64_t{1} << 63) + 5, ~std::uint64_t{0},
          ~std::uint64_t{0} - 125, std::uint64_t{0xFFFFFFFF} << 32}) {
        for (const unsigned first : {text, binary_begins}) {
            to.closed("5.2",
                      "the most significant bit of a 64 bit length is 0: " +
                          hex(big_endian(length, 8)) + ", first byte " + number(first),
                      peer.header(first, length, Form::in_64), "!length_too_large", 1002);
        }
    }
}

// -- §10.4 Limits

void limits(Rows& to) {
    const Peer& peer = to.peer;
    const std::uint64_t over = kRowsMaxMessage + 1;
    for (const std::uint64_t length :
         {over, std::uint64_t{1} << 31, std::uint64_t{1} << 32, (std::uint64_t{1} << 32) + 5,
          (std::uint64_t{1} << 62), (std::uint64_t{1} << 63) - 1}) {
        to.closed("10.4",
                  "a message over our maximum is refused by its header: " + std::to_string(length),
                  peer.header(binary, length), "!message_too_big", 1009);
        to.closed("10.4", "its fragments count together: 1 and " + std::to_string(length - 1),
                  peer.frame(binary_begins, "x") + peer.header(last, length - 1),
                  "B(78!message_too_big", 1009);
    }
    to.closed("10.4", "and overflow nothing",
              peer.frame(text_begins, "ab") + peer.header(more, (std::uint64_t{1} << 63) - 1),
              "T(6162!message_too_big", 1009);
    to.open("10.4", "the maximum counts for each message anew",
            peer.frame(binary, std::string(200, 'x')) + peer.frame(binary, std::string(200, 'y')),
            binary_event(std::string(200, 'x')) + binary_event(std::string(200, 'y')));
}

// -- §5.4 Fragmentation

void fragments(Rows& to) {
    const Peer& peer = to.peer;
    const std::string empty;
    for (const unsigned begins : {text_begins, binary_begins}) {
        const std::string name = begins == text_begins ? "T(" : "B(";
        const std::string type = begins == text_begins ? "text" : "binary";
        to.open("5.4", type + " in two fragments",
                peer.frame(begins, "ab") + peer.frame(last, "cd"), name + "61626364)");
        to.open("5.4", type + " in three",
                peer.frame(begins, "a") + peer.frame(more, "b") + peer.frame(last, "c"),
                name + "616263)");
        to.open("5.4", type + ", all fragments empty",
                peer.frame(begins) + peer.frame(more) + peer.frame(more) + peer.frame(last),
                name + ")");
        to.open("5.4", type + ", the first fragment empty",
                peer.frame(begins) + peer.frame(last, "a"), name + "61)");
        to.open(
            "5.4", type + ", the middle ones empty",
            peer.frame(begins, "a") + peer.frame(more) + peer.frame(more) + peer.frame(last, "b"),
            name + "6162)");
        to.open("5.4", type + ", the last one empty", peer.frame(begins, "a") + peer.frame(last),
                name + "61)");
        std::string many = peer.frame(begins, "0");
        for (int i = 0; i < 30; ++i)
            many += peer.frame(more, "1");
        to.open("5.4", type + " in 32 fragments of one byte", many + peer.frame(last, "2"),
                name + "30" + hex(std::string(30, '1')) + "32)");
        to.open("5.4", type + " not ended yet is passed on as far as it came",
                peer.frame(begins, "a") + peer.frame(more, "b"), name + "6162");
        for (const unsigned control : {ping, pong}) {
            const std::string event = control == ping ? "[ping:70]" : "[pong:70]";
            to.open("5.4", "a control frame may come between fragments of " + type + ": " + event,
                    peer.frame(begins, "a") + peer.frame(control, "p") + peer.frame(last, "b"),
                    name + "61" + event + "62)");
            to.open("5.4", "and between empty ones: " + event + ", " + type,
                    peer.frame(begins) + peer.frame(control, "p") + peer.frame(last),
                    name + event + ")");
            to.open("5.4", "several of them: " + event + ", " + type,
                    peer.frame(begins, "a") + peer.frame(control, "p") + peer.frame(control, "p") +
                        peer.frame(more, "b") + peer.frame(control, "p") + peer.frame(last, "c"),
                    name + "61" + event + event + "62" + event + "63)");
        }
        to.closed(
            "5.5.1",
            "a close frame may come between fragments of " + type + "; the message is never ended",
            peer.frame(begins, "a") + peer.close_frame(1000) + peer.frame(last, "b"),
            name + "61" + close_event(1000), 1000);
        for (const unsigned next : {text, binary, text_begins, binary_begins}) {
            to.closed("5.4",
                      "fragments of two messages are not mixed: " + type + ", then first byte " +
                          number(next),
                      peer.frame(begins, "a") + peer.frame(next, "b"),
                      name + "61!message_inside_message", 1002);
            to.closed("5.4",
                      "also behind a continuation: " + type + ", then first byte " + number(next),
                      peer.frame(begins, "a") + peer.frame(more, "b") + peer.frame(next, "c"),
                      name + "6162!message_inside_message", 1002);
        }
    }
    for (const unsigned next : {more, last}) {
        for (const std::string_view payload : {"", "x"}) {
            const std::string what = std::string(next == last ? " with FIN" : " without FIN") +
                                     (payload.empty() ? ", empty" : "");
            to.closed("5.4", "there is nothing to continue at the beginning" + what,
                      peer.frame(next, payload), "!continuation_of_nothing", 1002);
            to.closed("5.4", "nor behind a whole message" + what,
                      peer.frame(text, "a") + peer.frame(next, payload),
                      "T(61)!continuation_of_nothing", 1002);
            to.closed(
                "5.4", "nor behind a fragmented one" + what,
                peer.frame(binary_begins, "a") + peer.frame(last, "b") + peer.frame(next, payload),
                "B(6162)!continuation_of_nothing", 1002);
            to.closed("5.4", "nor behind a ping" + what,
                      peer.frame(ping) + peer.frame(next, payload),
                      "[ping:]!continuation_of_nothing", 1002);
        }
    }
}

std::vector<WebSocketRow> rows_of(WebSocketRole role) {
    Rows to(role);
    masks(to);
    reserved_bits(to);
    opcodes(to);
    lengths(to);
    limits(to);
    fragments(to);
    add_control_rows(to);
    add_text_rows(to);
    return std::move(to.rows);
}

}  // namespace

std::vector<WebSocketRow> websocket_rows() {
    std::vector<WebSocketRow> rows = rows_of(WebSocketRole::server);
    const std::vector<WebSocketRow> others = rows_of(WebSocketRole::client);
    rows.insert(rows.end(), others.begin(), others.end());
    return rows;
}

}  // namespace potok::conformance
