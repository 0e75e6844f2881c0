// RFC 6455 §5.6 and §8.1 as rows: what is text and what is not.
#include "tests/conformance/websocket_row_list.hpp"
#include "tests/unit/protocol/utf8_reference.hpp"

namespace potok::conformance {
namespace {

using namespace std::literals;

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

}  // namespace

void add_text_rows(Rows& to) {
    good_text(to);
    bad_text(to);
}

}  // namespace potok::conformance
