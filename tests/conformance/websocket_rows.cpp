#include "tests/conformance/websocket_rows.hpp"

#include "tests/conformance/websocket_bytes.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"
#include "tests/unit/protocol/utf8_reference.hpp"

namespace potok::conformance {
namespace {

using namespace std::literals;
using test::hex;

std::string text_event(std::string_view payload) {
    return "T(" + hex(payload) + ")";
}

std::string binary_event(std::string_view payload) {
    return "B(" + hex(payload) + ")";
}

std::string close_event(unsigned code, std::string_view reason = {}) {
    return "[close " + std::to_string(code) + ":" + hex(reason) + "]";
}

std::string number(unsigned value) {
    return std::to_string(value);
}

// The rows of one role; each part of the RFC adds its own.
class Rows {
  public:
    explicit Rows(WebSocketRole role) : role_(role), peer(role) {}

    void open(std::string section, std::string rule, std::string bytes, std::string events) {
        rows.push_back({section, rule, role_, bytes, events, 0});
    }
    void closed(std::string section, std::string rule, std::string bytes, std::string events,
                unsigned code) {
        rows.push_back({section, rule, role_, bytes, events, static_cast<std::uint16_t>(code)});
    }

    [[nodiscard]] bool is_server() const { return role_ == WebSocketRole::server; }

  private:
    WebSocketRole role_;

  public:
    const Peer peer;
    std::vector<WebSocketRow> rows;
};

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
              close_event(1005), 1000);
    to.closed("5.5.1", "a body has two bytes at least", peer.frame(close, "\x03"),
              "!close_body_one_byte", 1002);
    to.closed("5.5.1", "a body of one byte is none, whatever the byte", peer.frame(close, "\0"s),
              "!close_body_one_byte", 1002);
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

// -- §5.6, §8.1 Text

void good_text(Rows& to) {
    for (const std::uint32_t point :
         {0x0u, 0x7Fu, 0x80u, 0x7FFu, 0x800u, 0xFFFu, 0xD7FFu, 0xE000u, 0xFEFFu, 0xFFFDu, 0xFFFEu,
          0xFFFFu, 0x10000u, 0x1FFFEu, 0x1F600u, 0x10FFFEu, 0x10FFFFu}) {
        const std::string encoded = test::encoded(point);
        to.open("8.1", "code point " + number(point) + " is text", to.peer.frame(text, encoded),
                text_event(encoded));
        for (std::size_t cut = 1; cut < encoded.size(); ++cut) {
            to.open(
                "8.1",
                "code point " + number(point) + " cut by a fragment after " + std::to_string(cut),
                to.peer.frame(text_begins, encoded.substr(0, cut)) +
                    to.peer.frame(last, encoded.substr(cut)),
                text_event(encoded));
            to.open(
                "8.1", "and by a ping there",
                to.peer.frame(text_begins, encoded.substr(0, cut)) + to.peer.frame(ping, "\xFF") +
                    to.peer.frame(last, encoded.substr(cut)),
                "T(" + hex(encoded.substr(0, cut)) + "[ping:ff]" + hex(encoded.substr(cut)) + ")");
        }
    }
    to.open("5.6", "binary is any bytes", to.peer.frame(binary, "\xFF\xC0\x80\0"s),
            binary_event("\xFF\xC0\x80\0"s));
}

void bad_text(Rows& to) {
    struct Bad {
        std::string_view bytes;
        std::size_t good;  // so many are passed on before the first bad one
    };
    const Bad cases[] = {
        {"\x80", 0},
        {"\xBF", 0},
        {"\xC0\xAF", 0},
        {"\xC1\xBF", 0},
        {"\xC2z", 1},
        {"\xC2\xC2", 1},
        {"\xE0\x80\xAF", 1},
        {"\xE0\x9F\xBF", 1},
        {"\xE1\x80z", 2},
        {"\xED\xA0\x80", 1},
        {"\xED\xAD\xBF", 1},
        {"\xED\xAE\x80", 1},
        {"\xED\xBF\xBF", 1},
        {"\xEF\xBFz", 2},
        {"\xF0\x80\x80\xAF", 1},
        {"\xF0\x8F\xBF\xBF", 1},
        {"\xF1\x80\x80z", 3},
        {"\xF4\x90\x80\x80", 1},
        {"\xF5\x80\x80\x80", 0},
        {"\xF7\xBF\xBF\xBF", 0},
        {"\xF8\x88\x80\x80\x80", 0},
        {"\xFC\x84\x80\x80\x80\x80", 0},
        {"\xFE", 0},
        {"\xFF", 0},
    };
    const Peer& peer = to.peer;
    for (const auto& [bytes, good] : cases) {
        const std::string front(bytes.substr(0, good));
        const std::string begun = front.empty() ? "" : "T(" + hex(front);
        to.closed("8.1", "no UTF-8: " + hex(bytes), peer.frame(text, bytes),
                  begun + "!text_not_utf8", 1007);
        to.closed("8.1", "no UTF-8 behind good text: " + hex(bytes),
                  peer.frame(text, "good " + std::string(bytes) + " more"),
                  "T(" + hex("good " + front) + "!text_not_utf8", 1007);
        // The frame is not there yet, and the fault is: no need to wait for the rest.
        const std::string cut = peer.frame(text, std::string(bytes) + std::string(40, 'z'));
        to.closed("8.1", "refused at the first bad byte, within a frame: " + hex(bytes),
                  cut.substr(0, cut.size() - 40), begun + "!text_not_utf8", 1007);
        to.closed("8.1", "and across fragments: " + hex(bytes),
                  peer.frame(text_begins, bytes.substr(0, 1)) + peer.frame(more, bytes.substr(1)) +
                      peer.frame(more, "z"),
                  begun + "!text_not_utf8", 1007);
    }
    for (const std::uint32_t point : {0x80u, 0x20ACu, 0x1F600u}) {
        const std::string encoded = test::encoded(point);
        for (std::size_t cut = 1; cut < encoded.size(); ++cut) {
            const std::string front = encoded.substr(0, cut);
            to.closed("8.1", "a message does not end within a code point: " + hex(front),
                      peer.frame(text, front), "T(" + hex(front) + "!text_not_utf8", 1007);
            to.closed("8.1", "nor with an empty fragment: " + hex(front),
                      peer.frame(text_begins, front) + peer.frame(last),
                      "T(" + hex(front) + "!text_not_utf8", 1007);
            to.closed("8.1", "nor does the next message go on with it: " + hex(front),
                      peer.frame(text, front) + peer.frame(text, encoded.substr(cut)),
                      "T(" + hex(front) + "!text_not_utf8", 1007);
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
    control_frames(to);
    close_bodies(to);
    after_close(to);
    good_text(to);
    bad_text(to);
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
