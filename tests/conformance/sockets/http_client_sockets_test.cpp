// The rows of RFC 9112 that bind a client, played by a hostile server on a loopback socket to our
// client's link on a real loop: it takes the answers that the table takes, and then waits, closes
// or refuses as the engine alone does.
//
// A server that a row leaves waiting ends the connection when all is said: by then the client has
// read all of it, and what it made of it is noted before it hears of the end. Rows that ask for
// CONNECT or Upgrade are not a link's: it sends no such request.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "protocol/session/http_client_link.hpp"
#include "reactor/connector.hpp"
#include "tests/conformance/http_rows.hpp"
#include "tests/conformance/sockets/row_pieces.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/loop_harness.hpp"

namespace potok::conformance {
namespace {

// What a client made of a row, as transcript_of() writes it.
struct Concluded {
    std::string taken;
    std::string after;  // empty: nothing yet
    bool is_over = false;
};

// A client that asks what the row says, one request behind the other.
class Asking final : public Session {
  public:
    Asking(const HttpRow& row, const HttpClientSettings& settings, MemoryBudget& budget,
           Concluded& concluded)
        : row_(row), link_(settings, budget), concluded_(concluded) {}

    void on_open(Stream& stream) override {
        link_.open(stream);
        ask();
    }
    Consumed on_data(MutableBytes data) override { return link_.feed(data, *this); }
    void on_drained() override { link_.go_on(); }
    void on_end() override {
        if (!row_.input_ends) conclude("waits");
        link_.end(*this);
    }
    void on_alarm() override { link_.alarm(); }
    void on_close(CloseReason reason) override {
        const bool good = reason == CloseReason::finished || reason == CloseReason::ended_by_peer;
        conclude(good ? "closes" : "is lost");
        concluded_.is_over = true;
    }

    void on_response(const HttpResponseHead& head) {
        current_ = std::to_string(head.status);
        body_.clear();
    }
    void on_body(Bytes bytes) { body_ += text_of(bytes); }
    void on_response_end() {
        if (concluded_.after.empty())
            concluded_.taken += current_ + (body_.empty() ? "" : " " + body_) + "; ";
        ask();
    }
    void on_response_failure(HttpAnswerFailure) { conclude("refuses 0"); }

  private:
    void ask() {
        if (!link_.idle() || asked_ == row_.asked.size()) return;
        const HttpRequest request{.method = row_.asked[asked_++], .host = "a"};
        EXPECT_EQ(link_.send(request, {}), std::nullopt);
    }
    void conclude(const char* after) {
        if (concluded_.after.empty()) concluded_.after = after;
    }

    const HttpRow& row_;
    HttpClientLink link_;
    Concluded& concluded_;
    std::size_t asked_ = 0;
    std::string current_, body_;
};

class HostileServer {
  public:
    HostileServer() {
        harness_.script.on_end = [](Stream& stream) { stream.finish(CloseReason::finished); };
    }

    void play(const HttpRow& row, std::vector<std::string> pieces) {
        SCOPED_TRACE(row.section + ": " + row.rule + ", in " + std::to_string(pieces.size()) +
                     " pieces");
        const std::size_t index = harness_.sessions();
        pieces_ = std::move(pieces);
        next_ = 0;
        Concluded concluded;
        connect(row, concluded);
        harness_.until([&] { return harness_.sessions() > index && is_over(row, index); });
        harness_.until([&] { return concluded.is_over && harness_.log(index).closed != 0; });
        EXPECT_EQ(concluded.taken + concluded.after, transcript_of(row));
    }

  private:
    void connect(const HttpRow& row, Concluded& concluded) {
        ConnectOptions options;
        options.addresses.push_back(Address::ipv4({127, 0, 0, 1}, harness_.port()));
        options.limits = &limits_;
        Connector::start(
            harness_.loop(), std::move(options),
            std::make_unique<Asking>(row, settings_, harness_.loop().budget(), concluded));
    }

    // All was said, to whoever has asked, or the client would hear no more.
    bool is_over(const HttpRow& row, std::size_t index) {
        testing::SessionLog& log = harness_.log(index);
        if (log.stream == nullptr || !log.stream->is_open()) return log.opened != 0;
        if (!row.asked.empty() && log.data.empty()) return false;
        if (next_ < pieces_.size()) {
            const std::string& piece = pieces_[next_++];
            if (!piece.empty()) static_cast<void>(log.stream->send(bytes_of(piece)));
            return false;
        }
        // Who was refused, or told that this is all, ends it by itself.
        const bool leaves_it_to_the_client = row.after != HttpAfter::waits && !row.input_ends;
        if (!leaves_it_to_the_client) log.stream->finish(CloseReason::finished);
        return !leaves_it_to_the_client;
    }

    testing::LoopHarness harness_;
    HttpClientSettings settings_;
    ConnectionLimits limits_;
    std::vector<std::string> pieces_;
    std::size_t next_ = 0;
};

bool leaves_http(const HttpRow& row) {
    return std::any_of(row.asked.begin(), row.asked.end(), [](const std::string& method) {
        return method == "CONNECT" || method == "UPGRADE";
    });
}

TEST(HttpClientOverSockets, EveryRowHoldsWholeAndInPieces) {
    HostileServer server;
    Cuts cuts;
    const HttpRows rows = http_client_rows();
    std::size_t played = 0;
    std::size_t left_out = 0;
    for (const HttpRow& row : rows) {
        if (leaves_http(row)) {
            ++left_out;
            continue;
        }
        ++played;
        for (int variant = 0; variant < Cuts::kVariants; ++variant)
            server.play(row, cuts.pieces(row.bytes, variant));
        if (::testing::Test::HasFailure()) break;  // one row tells enough
    }
    std::printf("%zu rows played, each %d times; %zu ask for what no link does\n", played,
                Cuts::kVariants, left_out);
    EXPECT_GE(played, 140u);
}

}  // namespace
}  // namespace potok::conformance
