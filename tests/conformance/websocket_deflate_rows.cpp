// The rows of RFC 7692: where RSV1 may stand, and what a compressed message may be.
#include <array>
#include <map>
#include <utility>

#include "tests/conformance/websocket_row_list.hpp"
#include "tests/support/compressed.hpp"

namespace potok::conformance {
namespace {

using namespace std::literals;

constexpr unsigned kRsv1 = 0x40;
constexpr unsigned kText = text | kRsv1;
constexpr unsigned kBinary = binary | kRsv1;
constexpr unsigned kTextBegins = text_begins | kRsv1;
constexpr unsigned kBinaryBegins = binary_begins | kRsv1;

// §7.2.3: "Hello", as the RFC writes it.
const std::string kHello = "\xf2\x48\xcd\xc9\xc9\x07\x00"s;
const std::string kHelloAgain = "\xf2\x00\x11\x00\x00"s;
const std::string kHelloStored = "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s;
const std::string kHelloFinal = "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s;
const std::string kHelloInTwoBlocks = "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s;

constexpr std::uint64_t kCompressedMax = kRowsMaxMessage + kRowsMaxMessage / 8 + 64;

std::string deflated(std::string_view payload) {
    return testing::compressed(payload, testing::kRawDeflate) + '\0';
}

std::string stored(std::string_view payload) {
    const auto size = static_cast<unsigned>(payload.size());
    std::string block(1, '\0');
    for (const unsigned number : {size, ~size}) {
        block += static_cast<char>(number);
        block += static_cast<char>(number >> 8);
    }
    return block.append(payload) + '\0';
}

void reserved_bits(Rows& to) {
    const Peer& peer = to.peer;
    const std::string section = "6 of 7692";
    for (const unsigned control : {ping, pong, close}) {
        to.closed("6.1 of 7692", "no control frame is compressed: first byte " + number(control),
                  peer.frame(control | kRsv1), "!reserved_bits", 1002);
        to.closed("6.1 of 7692", "nor between fragments: first byte " + number(control),
                  peer.frame(kTextBegins, kHello.substr(0, 3)) + peer.frame(control | kRsv1),
                  "!reserved_bits", 1002);
    }
    for (const unsigned next : {more | kRsv1, last | kRsv1}) {
        const std::string rule = ", first byte " + number(next);
        to.closed(section, "RSV1 is in the first frame only" + rule,
                  peer.frame(kTextBegins, kHello.substr(0, 3)) + peer.frame(next, kHello.substr(3)),
                  "!reserved_bits", 1002);
        to.closed(section, "it cannot begin in the middle" + rule,
                  peer.frame(text_begins, "a") + peer.frame(next, kHello), "T(61!reserved_bits",
                  1002);
        to.closed(section, "nor without a message" + rule, peer.frame(next, kHello),
                  "!reserved_bits", 1002);
    }
    for (const unsigned bits : {0x10u, 0x20u, 0x30u, 0x50u, 0x60u, 0x70u}) {
        for (const unsigned first : {text, binary, text_begins, binary_begins, last, ping}) {
            to.closed(section,
                      "RSV2 and RSV3 mean nothing still: first byte " + number(first | bits),
                      peer.frame(first | bits, kHello), "!reserved_bits", 1002);
        }
    }
    for (const unsigned opcode : {3u, 7u, 11u, 15u}) {
        to.closed(section, "a reserved opcode with RSV1: " + number(opcode),
                  peer.frame(last | kRsv1 | opcode, kHello), "!reserved_bits", 1002);
    }
    for (const unsigned next : {kText, kBinary, kTextBegins}) {
        to.closed("5.4", "a compressed message does not begin inside one: " + number(next),
                  peer.frame(text_begins, "a") + peer.frame(next, kHello),
                  "T(61!message_inside_message", 1002);
        to.closed("5.4", "nor inside a compressed one: " + number(next),
                  peer.frame(kTextBegins, kHello) + peer.frame(next, kHello),
                  "!message_inside_message", 1002);
    }
    to.closed("5.1", "a mask is as necessary as ever", peer.wrongly_masked(kText, kHello),
              to.is_server() ? "!mask_missing" : "!mask_unexpected", 1002);
}

void messages(Rows& to) {
    const Peer& peer = to.peer;
    for (const auto& [section, payload] : {std::pair("7.2.3.1 of 7692", kHello),
                                           {"7.2.3.3 of 7692", kHelloStored},
                                           {"7.2.3.4 of 7692", kHelloFinal},
                                           {"7.2.3.5 of 7692", kHelloInTwoBlocks}}) {
        to.open(section, "the RFC's example as text", peer.frame(kText, payload),
                text_event("Hello"));
        to.open(section, "the RFC's example as binary", peer.frame(kBinary, payload),
                binary_event("Hello"));
        for (std::size_t at = 0; at <= payload.size(); ++at) {
            to.open(section, "in two fragments, cut at " + std::to_string(at),
                    peer.frame(kTextBegins, payload.substr(0, at)) +
                        peer.frame(last, payload.substr(at)),
                    text_event("Hello"));
        }
    }
    to.open("7.2.3.6 of 7692", "an empty message is one byte", peer.frame(kText, "\0"sv),
            text_event(""));
    to.open("7.2.3.6 of 7692", "an empty fragment behind it is none",
            peer.frame(kBinaryBegins, "\0"sv) + peer.frame(last), binary_event(""));
    to.open("6 of 7692", "any message may be left as it is",
            peer.frame(text, "plain") + peer.frame(kText, kHello) + peer.frame(binary, kHello),
            text_event("plain") + text_event("Hello") + binary_event(kHello));
    to.open("6 of 7692", "a fragmented one too",
            peer.frame(kTextBegins, kHello) + peer.frame(last) + peer.frame(text_begins, "pl") +
                peer.frame(last, "ain"),
            text_event("Hello") + text_event("plain"));
    to.open("6.1 of 7692", "control frames come between the fragments, uncompressed",
            peer.frame(kTextBegins, kHello.substr(0, 4)) + peer.frame(ping, "p") +
                peer.frame(more) + peer.frame(pong) + peer.frame(last, kHello.substr(4)),
            "[ping:70][pong:]" + text_event("Hello"));
    to.closed("5.5.1", "a close frame ends a compressed message too, which never was whole",
              peer.frame(kTextBegins, kHello.substr(0, 4)) + peer.close_frame(1000),
              close_event(1000), 1000);
    to.open("7.2.2 of 7692", "a block with BFINAL may be followed by others",
            peer.frame(kText, kHelloFinal.substr(0, 7) + kHello), text_event("HelloHello"));
}

// A front of a message is one itself where it ends as a flush does, but for the 00 00 FF FF that
// the reader appends: `whole_at` says where, and what it stands for. Any other was cut off.
struct Cut {
    std::string name;
    std::string bytes;
    std::map<std::size_t, std::string> whole_at;
};

// Blocks of every type, two of them ended by a flush and one by BFINAL.
Cut mixed_message() {
    const std::string flush = "\x00\x00\xff\xff"s;
    std::string words;
    for (int i = 0; i < 40; ++i)
        words += "word " + std::to_string(i * i) + "; ";
    Cut cut{.name = "of mixed blocks", .bytes = stored("ab"), .whole_at = {{1, ""}}};
    cut.whole_at[cut.bytes.size()] = "ab";
    cut.bytes += flush + kHello;
    cut.whole_at[cut.bytes.size()] = "abHello";
    cut.bytes += flush + kHelloFinal;
    cut.whole_at[cut.bytes.size()] = "abHelloHello";
    cut.bytes += flush + deflated(words);
    cut.whole_at[cut.bytes.size()] = "abHelloHello" + words;
    return cut;
}

void truncations(Rows& to) {
    const std::string section = "7.2.2 of 7692";
    const Cut cuts[] = {
        {"of a fixed block", kHello, {{7, "Hello"}}},
        {"of a stored block", kHelloStored, {{1, ""}, {11, "Hello"}}},
        {"with BFINAL", kHelloFinal, {{8, "Hello"}}},
        {"of two blocks", kHelloInTwoBlocks, {{4, "He"}, {13, "Hello"}}},
        mixed_message(),
    };
    for (const Cut& cut : cuts) {
        for (std::size_t size = 0; size <= cut.bytes.size(); ++size) {
            const std::string rule = "a message " + cut.name + ", " + std::to_string(size) +
                                     " bytes of " + std::to_string(cut.bytes.size());
            const std::string frame = to.peer.frame(kText, cut.bytes.substr(0, size));
            if (const auto whole = cut.whole_at.find(size); whole != cut.whole_at.end()) {
                to.open(section, "ends where a flush does: " + rule, frame,
                        text_event(whole->second));
            } else {
                to.closed(section, "was cut off, and is told: " + rule, frame, "!deflate_damaged",
                          1007);
            }
        }
    }
    // Where the block lacks as many bytes as are appended, they would pass for its own.
    for (const unsigned lacking : {1u, 3u, 4u, 5u}) {
        for (const std::string_view there : {"", "H", "Hello, world"}) {
            const auto length = static_cast<char>(there.size() + lacking);
            const std::string block = std::string(1, '\0') + length + '\0' +
                                      static_cast<char>(~length) + '\xff' + std::string(there);
            to.closed(section,
                      "the appended bytes are none of a stored block's: " + number(lacking) +
                          " are missing behind \"" + std::string(there) + "\"",
                      to.peer.frame(kBinary, block), "!deflate_damaged", 1007);
        }
    }
}

void damages(Rows& to) {
    const Peer& peer = to.peer;
    const std::string section = "7.2.2 of 7692";
    const std::pair<const char*, std::string> bad[] = {
        {"a type of block that is none", "\x06\x00"s},
        {"NLEN that is not LEN", "\x00\x05\x00\xfa\xfe"s},
        {"a distance beyond the window", kHelloAgain},
        {"what is no deflate", "plain text"},
        {"bytes behind the end", kHello + "junk"},
        {"the tail that was to be taken away", kHello + "\x00\x00\xff\xff"s},
    };
    for (const auto& [what, payload] : bad) {
        to.closed(section, std::string("refused: ") + what, peer.frame(kBinary, payload),
                  "!deflate_damaged", 1007);
        to.closed(section, std::string("also behind a good message: ") + what,
                  peer.frame(kText, kHello) + peer.frame(kTextBegins, payload) + peer.frame(last),
                  text_event("Hello") + "!deflate_damaged", 1007);
    }
}

void texts(Rows& to) {
    const Peer& peer = to.peer;
    for (const std::string_view bad :
         {"\xff"sv, "ab\xc0\x80"sv, "\xed\xa0\x80"sv, "\xf4\x90\x80\x80"sv, "cut \xe2\x82"sv}) {
        to.closed("8.1", "text is UTF-8 once it is inflated: " + hex(bad),
                  peer.frame(kText, deflated(bad)), "!text_not_utf8", 1007);
        to.open("8.1", "binary is anything: " + hex(bad), peer.frame(kBinary, deflated(bad)),
                binary_event(bad));
    }
    to.open("8.1", "of the compressed bytes nothing is asked", peer.frame(kText, kHelloStored),
            text_event("Hello"));
    to.open("8.1", "a code point may be cut by blocks and frames",
            peer.frame(kTextBegins, stored("\xe2\x82"sv)) +
                peer.frame(last, "\0\0\xff\xff"s + stored("\xac")),
            text_event("\xe2\x82\xac"));
}

void limits(Rows& to) {
    const Peer& peer = to.peer;
    const std::string full(kRowsMaxMessage, '\0');
    to.open("10.4", "a message of the maximum is taken", peer.frame(kBinary, deflated(full)),
            binary_event(full));
    to.closed("10.4", "and none that is a byte larger", peer.frame(kBinary, deflated(full + 'x')),
              "!message_too_big", 1009);
    to.closed("10.4", "a bomb is one of them",
              peer.frame(kBinary, deflated(std::string(2'000'000, '\0'))), "!message_too_big",
              1009);
    to.open("10.4", "what deflate makes longer may be longer on the wire",
            peer.header(kBinary, kCompressedMax), "");
    to.closed("10.4", "but not by more than that", peer.header(kBinary, kCompressedMax + 1),
              "!message_too_big", 1009);
    to.closed("10.4", "all fragments together",
              peer.frame(kBinaryBegins, "x") + peer.header(last, kCompressedMax),
              "!message_too_big", 1009);
    to.closed("10.4", "and what is not compressed may not",
              peer.frame(kText, kHello) + peer.header(binary, kRowsMaxMessage + 1),
              text_event("Hello") + "!message_too_big", 1009);
}

void contexts(Rows& to) {
    const Peer& peer = to.peer;
    const std::string section = "7.2.3.2 of 7692";
    to.open(section, "the RFC's example: the second Hello from the first",
            peer.frame(kText, kHello) + peer.frame(kText, kHelloAgain),
            text_event("Hello") + text_event("Hello"));
    to.open(section, "an uncompressed message is no part of the context",
            peer.frame(kText, kHello) + peer.frame(text, "other") + peer.frame(kText, kHelloAgain),
            text_event("Hello") + text_event("other") + text_event("Hello"));
    to.open(section, "an empty one leaves it as it is",
            peer.frame(kText, kHello) + peer.frame(kText, "\0"sv) + peer.frame(kText, kHelloAgain),
            text_event("Hello") + text_event("") + text_event("Hello"));
    to.open(section, "BFINAL does not end it",
            peer.frame(kText, kHelloFinal) + peer.frame(kText, kHelloAgain),
            text_event("Hello") + text_event("Hello"));
    to.closed(section, "there is none at the beginning", peer.frame(kText, kHelloAgain),
              "!deflate_damaged", 1007);
}

std::vector<WebSocketRow> rows_of(WebSocketRole role) {
    Rows without(role);
    reserved_bits(without);
    messages(without);
    truncations(without);
    damages(without);
    texts(without);
    limits(without);
    without.closed("7.1.1 of 7692", "without a context each message stands alone",
                   without.peer.frame(kText, kHello) + without.peer.frame(kText, kHelloAgain),
                   text_event("Hello") + "!deflate_damaged", 1007);
    for (WebSocketRow& row : without.rows)
        row.compression = RowCompression::without_context;

    Rows with(role);
    contexts(with);
    for (WebSocketRow& row : with.rows)
        row.compression = RowCompression::with_context;
    without.rows.insert(without.rows.end(), with.rows.begin(), with.rows.end());
    return std::move(without.rows);
}

}  // namespace

std::vector<WebSocketRow> websocket_deflate_rows() {
    std::vector<WebSocketRow> rows = rows_of(WebSocketRole::server);
    const std::vector<WebSocketRow> others = rows_of(WebSocketRole::client);
    rows.insert(rows.end(), others.begin(), others.end());
    return rows;
}

}  // namespace potok::conformance
