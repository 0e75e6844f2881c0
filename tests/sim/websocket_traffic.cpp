#include "tests/sim/websocket_traffic.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "tests/conformance/websocket_bytes.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/world.hpp"

namespace potok::sim {
namespace {

using conformance::big_endian;
using conformance::First;
using conformance::raw_header;

constexpr unsigned kFinal = 0x80;

std::string say_control(Random& random, std::string& owed) {
    const bool ping = random.coin();
    const std::string payload =
        random_text(random, ping ? random.mostly_small(125) : random.below(20));
    if (ping) owed += server_frame(First::pong, payload);
    return client_frame(random, ping ? First::ping : First::pong, payload);
}

void say_message(Random& random, Talk& talk, std::size_t bytes_max) {
    const bool text = random.coin();
    const std::string payload =
        random_payload(random, text, random.mostly_small(std::min(bytes_max, kMessageMax - 4)) - 1);
    const unsigned opcode = text ? First::text_begins : First::binary_begins;
    talk.says += say_in_frames(random, opcode, payload, talk.owed);
    talk.owed += server_frame(kFinal | opcode, payload);
}

// What nobody looks at: good frames, bad ones, anything.
void say_behind_the_end(Random& random, Talk& talk) {
    if (random.coin()) return;
    if (random.coin()) talk.says += client_frame(random, First::text, "late");
    if (random.coin()) talk.says += client_frame(random, First::ping, "late");
    if (random.coin()) talk.says += random_text(random, random.mostly_small(20'000));
}

class WebSocketView final : public ClientView {
  public:
    WebSocketView(World& world, WebSocketEnd end, bool answers)
        : world_(world), end_(end), answers_(answers) {}

    std::string look(std::string_view piece, std::string& answer) override {
        unread_ += piece;
        std::string seen;
        if (!opened_ && !open()) return seen;
        while (next(seen, answer)) {
        }
        return seen;
    }

    void look_at_end(bool own_end_sent) override {
        if (!opened_ || closed_ || own_end_sent) return;
        world_.fail("a WebSocket ended without a close frame");
    }

  private:
    bool open() {
        const std::size_t end = unread_.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        const std::string head = unread_.substr(0, end + 2);
        const bool accepted =
            head.starts_with("HTTP/1.1 101 ") &&
            head.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != head.npos;
        // Who is half way through its request when the server goes away gets no WebSocket.
        closed_ = !accepted && end_ == WebSocketEnd::goes_away;
        if (!accepted && !closed_) world_.fail("a WebSocket was not opened: " + head);
        unread_.erase(0, end + 4);
        opened_ = true;
        return true;
    }

    // False when more is needed.
    bool next(std::string& seen, std::string& answer) {
        const std::size_t passed = std::min(payload_left_, unread_.size());
        seen += unread_.substr(0, passed);
        unread_.erase(0, passed);
        payload_left_ -= passed;
        if (payload_left_ != 0 || unread_.empty()) return false;
        if (closed_) world_.fail("something came behind a close frame");
        const auto frame = see_frame(unread_);
        if (!frame) return false;
        if (!frame->is_control()) {
            seen += unread_.substr(0, frame->header_bytes);
            unread_.erase(0, frame->header_bytes);
            payload_left_ = frame->payload_bytes;
            return true;
        }
        if (unread_.size() < frame->bytes()) return false;
        const std::string whole = unread_.substr(0, frame->bytes());
        unread_.erase(0, whole.size());
        take_control(frame->first, whole, whole.substr(frame->header_bytes), seen, answer);
        return true;
    }

    void take_control(unsigned first, const std::string& frame, const std::string& payload,
                      std::string& seen, std::string& answer) {
        if (first == First::ping) {
            if (answers_) answer += client_frame(world_.random, First::pong, payload);
            return;
        }
        closed_ = first == First::close;
        const bool goes_away =
            closed_ && end_ == WebSocketEnd::goes_away && payload == close_body(1001);
        if (!goes_away) {
            seen += frame;
            return;
        }
        answer += client_frame(world_.random, First::close, payload);
    }

    World& world_;
    const WebSocketEnd end_;
    const bool answers_;
    std::string unread_;
    std::size_t payload_left_ = 0;
    bool opened_ = false;
    bool closed_ = false;
};

// Closes and ends at once behind a long message: the close frame that it is owed finds the queue
// full, and the end comes while it waits.
ClientPlan hasty_plan(World& world) {
    Random& random = world.random;
    Talk talk;
    talk.says = upgrade_request();
    const std::string payload = random_payload(random, false, random.between(20'000, kMessageMax));
    talk.says += client_frame(random, First::binary, payload);
    talk.owed += server_frame(First::binary, payload);
    say_close(random, talk);
    ClientPlan plan;
    draw_pace(random, plan);
    plan.view = websocket_view(world);
    plan.ending = ClientPlan::Ending::half_close;
    plan.must_get_all = true;
    plan.to_send = std::move(talk.says);
    plan.expected = std::move(talk.owed);
    return plan;
}

}  // namespace

std::string upgrade_request() {
    return "GET /echo HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
}

std::string client_frame(Random& random, unsigned first, std::string_view payload) {
    const std::string key = big_endian(random.next(), 4);
    return conformance::raw({.first = first, .payload = payload, .masked = true, .key = key});
}

std::string server_frame(unsigned first, std::string_view payload) {
    return conformance::raw({.first = first, .payload = payload});
}

std::string close_body(unsigned code, std::string_view reason) {
    return big_endian(code, 2).append(reason);
}

std::optional<SeenFrame> see_frame(std::string_view unread) {
    const auto octet = [&](std::size_t at) { return static_cast<std::uint8_t>(unread[at]); };
    if (unread.size() < 2) return std::nullopt;
    const std::size_t length_bytes = octet(1) == 126 ? 2 : octet(1) == 127 ? 8 : 0;
    SeenFrame frame{octet(0), 2 + length_bytes, length_bytes == 0 ? octet(1) : 0u};
    if (unread.size() < frame.header_bytes) return std::nullopt;
    for (std::size_t i = 2; i < frame.header_bytes; ++i)
        frame.payload_bytes = frame.payload_bytes << 8 | octet(i);
    return frame;
}

std::string random_payload(Random& random, bool text, std::size_t bytes) {
    if (!text) {
        std::string payload = random_text(random, bytes);
        if (bytes != 0) payload[random.below(bytes)] = static_cast<char>(random.next());
        return payload;
    }
    // Letters of one to four bytes, so that pieces end inside them.
    static constexpr std::array<std::string_view, 4> kLetters = {"a", "\xD0\xB6", "\xE2\x82\xAC",
                                                                 "\xF0\x9F\x98\x80"};
    std::string payload = random_text(random, bytes / 2);
    while (payload.size() < bytes)
        payload += random.pick(kLetters);
    return payload;
}

std::string say_in_frames(Random& random, unsigned opcode, std::string_view payload,
                          std::string& owed) {
    std::string says;
    bool first = true;
    for (std::size_t more = random.chance(300) ? random.between(1, 4) : 0; more > 0; --more) {
        const std::size_t piece = random.below(payload.size() + 1);
        says += client_frame(random, first ? opcode : 0u, payload.substr(0, piece));
        payload.remove_prefix(piece);
        first = false;
        if (random.chance(300)) says += say_control(random, owed);
    }
    return says + client_frame(random, kFinal | (first ? opcode : 0u), payload);
}

Talk websocket_talk(Random& random, std::size_t bytes_max) {
    Talk talk;
    talk.says = upgrade_request();
    talk.mark();
    const std::size_t longest = random.mostly_small(kMessageMax);
    while (talk.says.size() < bytes_max) {
        if (random.chance(200)) {
            talk.says += say_control(random, talk.owed);
        } else {
            say_message(random, talk, longest);
        }
        talk.mark();
    }
    return talk;
}

void say_close(Random& random, Talk& talk) {
    static constexpr std::array<unsigned, 4> kCodes = {1000, 1001, 3000, 4999};
    const bool bare = random.chance(200);
    const unsigned code = random.pick(kCodes);
    const std::string reason = random_text(random, random.below(20));
    talk.says += client_frame(random, First::close, bare ? "" : close_body(code, reason));
    talk.owed += server_frame(First::close, bare ? "" : close_body(code));
    talk.mark();
    say_behind_the_end(random, talk);
}

void break_a_rule(Random& random, Talk& talk) {
    struct Fault {
        std::string bytes;
        unsigned code;
    };
    const bool cut = random.chance(300);  // in the middle of a message
    if (cut) talk.says += client_frame(random, First::binary_begins, "begun");
    const std::array<Fault, 9> faults = {{
        {server_frame(First::text, "unmasked"), 1002},
        {client_frame(random, 0xC1, "reserved bit"), 1002},
        {client_frame(random, 0x83, "reserved opcode"), 1002},
        {client_frame(random, First::close, "x"), 1002},
        {client_frame(random, First::close, close_body(1005)), 1002},
        {client_frame(random, First::ping & 0x7F, "in fragments"), 1002},
        {cut ? client_frame(random, First::text, "inside another")
             : client_frame(random, First::last, "of nothing"),
         1002},
        {cut ? client_frame(random, First::close, close_body(1000, "\xFF"))
             : client_frame(random, First::text, "good, then \xFF"),
         1007},
        {raw_header(cut ? First::last : First::binary, kMessageMax + 1, true,
                    conformance::Form::shortest) +
             "mask",
         1009},
    }};
    const Fault fault = random.pick(faults);
    talk.says += fault.bytes;
    talk.owed += server_frame(First::close, close_body(fault.code));
    talk.mark();
    say_behind_the_end(random, talk);
}

std::shared_ptr<ClientView> websocket_view(World& world, WebSocketEnd end) {
    return std::make_shared<WebSocketView>(world, end, true);
}

ClientPlan websocket_plan(World& world, std::size_t bytes_max) {
    using Ending = ClientPlan::Ending;
    Random& random = world.random;
    if (random.chance(100)) return hasty_plan(world);
    ClientPlan plan;
    draw_pace(random, plan);
    if (bytes_max < 20'000 && random.chance(400)) read_slowly(random, plan);
    plan.view = websocket_view(world);
    Talk talk = websocket_talk(random, bytes_max);
    // How it ends, and whether it says so before.
    static constexpr std::array<Ending, 9> kEndings = {
        Ending::stay,       Ending::stay,       Ending::stay,
        Ending::half_close, Ending::half_close, Ending::close_answered,
        Ending::reset,      Ending::go_silent,  Ending::half_close};
    plan.ending = random.pick(kEndings);
    const bool leaves = plan.ending == Ending::reset || plan.ending == Ending::go_silent;
    // Who stays waits for the server to end.
    const bool says_so = plan.ending == Ending::stay || random.coin();
    if (says_so && !leaves) {
        random.coin() ? say_close(random, talk) : break_a_rule(random, talk);
    } else if (plan.ending == Ending::half_close && random.chance(200)) {
        talk.says += client_frame(random, First::text, "cut off").substr(0, random.between(1, 12));
        // Behind half a frame a pong would be the rest of it.
        plan.view = std::make_shared<WebSocketView>(world, WebSocketEnd::as_owed, false);
    }
    if (leaves) plan.turn_at = random.below(talk.says.size() + talk.owed.size());
    plan.must_get_all = !leaves;
    if (!leaves && random.chance(100)) {
        // Reads nothing before it has said everything: in the end the server has to give it up.
        plan.sends_before_it_reads = true;
        plan.must_get_all = false;
        plan.ending = Ending::half_close;
    }
    plan.to_send = std::move(talk.says);
    plan.expected = std::move(talk.owed);
    return plan;
}

}  // namespace potok::sim
