// However a proxy's answer is cut, the client draws the same conclusion from it once, and a tunnel
// carries every byte behind its head and none before.
//
// No settings but the pieces'. The input is what the proxy sends, and then its end.
#include "protocol/session/proxy_tunnel.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/http_pieces.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

// What the tunnel is for: writes down all that it is told.
class Target final : public Session, public ProxyTunnel::Observer {
  public:
    explicit Target(std::string& told) : told_(told) {}

    void on_open(Stream&) override { told_ += "opened "; }
    Consumed on_data(MutableBytes data) override {
        told_ += text_of(data);
        return {data.size()};
    }
    void on_end() override { told_ += " ended"; }
    void on_close(CloseReason) override {}
    void on_tunnel_refused(const TunnelFailure& failure) override {
        told_ += "refused " + std::to_string(static_cast<int>(failure.kind)) + " " +
                 std::to_string(failure.status) + " " +
                 std::to_string(static_cast<int>(failure.http));
    }

  private:
    std::string& told_;
};

// The tunnel's stream: as little of one as a tunnel needs.
class Line final : public Stream {
  public:
    explicit Line(const HttpLimits& limits) {
        auto target = std::make_unique<Target>(told_);
        ProxyTunnel::Observer& observer = *target;
        session_ = std::make_unique<ProxyTunnel>(ask_, limits, observer, std::move(target));
        session_->on_open(*this);
        require(sent_.starts_with("CONNECT example.org:80 HTTP/1.1\r\n"), "it asks first");
    }

    void feed(Bytes piece) {
        held_ += text_of(piece);
        while (open_ && !held_.empty()) {
            std::string exact(held_);
            const Session* const reader = session_.get();
            const Consumed consumed =
                session_->on_data(std::as_writable_bytes(std::span(exact.data(), exact.size())));
            held_.erase(0, consumed.bytes);
            if (successor_) session_ = std::move(successor_);
            if (session_.get() == reader) return;
        }
    }
    void end() {
        if (open_) session_->on_end();
    }
    [[nodiscard]] const std::string& told() const noexcept { return told_; }

    [[nodiscard]] SendStatus send(std::span<const Bytes> parts) override {
        for (const Bytes part : parts)
            sent_ += text_of(part);
        return SendStatus::sent;
    }
    [[nodiscard]] SendStatus send_in_place(Bytes) override { return SendStatus::rejected; }
    [[nodiscard]] SendStatus send_shared(SharedBlock&, std::size_t) override {
        return SendStatus::rejected;
    }
    [[nodiscard]] bool takes(std::size_t) override { return false; }
    [[nodiscard]] SendStatus send_piece(Bytes) override { return SendStatus::rejected; }
    [[nodiscard]] bool is_open() const noexcept override { return open_; }
    [[nodiscard]] std::size_t queued_bytes() const noexcept override { return 0; }
    void pause_reading() override {}
    void resume_reading() override {}
    void finish(CloseReason) override { open_ = false; }
    void abort(CloseReason) override { open_ = false; }
    void begin_handshake() override {}
    void end_handshake() override {}
    void set_alarm(Duration) override {}
    void request_turn() override {}
    void hand_over(std::unique_ptr<Session> successor) override {
        successor_ = std::move(successor);
        successor_->on_open(*this);
    }
    [[nodiscard]] EventLoop& loop() noexcept override { std::abort(); }
    [[nodiscard]] ConnectionId id() const noexcept override { return {}; }

  private:
    const ProxyAsk ask_{.authority = "example.org:80", .authorization = "Basic eA=="};
    std::string told_;
    std::string sent_;
    std::string held_;
    std::unique_ptr<Session> session_;
    std::unique_ptr<Session> successor_;
    bool open_ = true;
};

template <class NextSize>
std::string told_in_pieces(Bytes bytes, NextSize&& next_size) {
    Line line(kFuzzLimits);
    feed_in_pieces(line, bytes, next_size);
    line.end();
    return line.told();
}

void check(FuzzInput input) {
    const Bytes bytes = input.rest();
    const std::string told = told_in_pieces(bytes, [&] { return bytes.size(); });
    require(told.starts_with("opened ") || told.starts_with("refused "), "there is a conclusion");
    require(told_in_pieces(bytes, [] { return 1u; }) == told, "byte by byte as whole");
    require(told_in_pieces(bytes, [&] { return input.next_piece(); }) == told,
            "in pieces as whole");
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
