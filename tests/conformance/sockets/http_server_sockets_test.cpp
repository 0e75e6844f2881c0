// The rows of RFC 9112 that bind a server, played to potok-echo over TCP: each request that the
// table takes is answered, in order, a refusal has the right status, the connection ends behind it,
// and nothing behind it is answered.
//
// potok-echo answers by its own mind (404, 405, an echo), so of a request taken what is seen is
// that it has its answer, and that a POST's body came back.
#include <optional>

#include "tests/conformance/http_rows.hpp"
#include "tests/conformance/sockets/echo_program.hpp"
#include "tests/conformance/sockets/row_pieces.hpp"

namespace potok::conformance {
namespace {

using testing::Peer;

struct Response {
    int status = 0;
    bool last = false;
    std::string body;
};

// Reads final responses; `heads` says which of them answer HEAD.
class ResponseReader {
  public:
    explicit ResponseReader(const HttpRow& row) {
        for (const std::string& one : row.taken)
            heads_.push_back(one.starts_with("HEAD "));
    }

    void read(const std::string& bytes) {
        unread_ += bytes;
        while (read_one()) {
        }
    }

    [[nodiscard]] const std::vector<Response>& responses() const { return responses_; }
    [[nodiscard]] bool between() const { return unread_.empty(); }

  private:
    bool read_one() {
        const std::size_t end = unread_.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        const std::string head = unread_.substr(0, end + 2);
        const std::size_t index = responses_.size();
        const bool without_body = index < heads_.size() && heads_[index];
        const std::size_t length = without_body ? 0 : length_in(head);
        if (unread_.size() < end + 4 + length) return false;
        Response read;
        read.status = std::stoi(head.substr(9, 3));
        read.last = head.find("\r\nConnection: close\r\n") != std::string::npos;
        read.body = unread_.substr(end + 4, length);
        unread_.erase(0, end + 4 + length);
        if (read.status >= 200) responses_.push_back(std::move(read));
        return true;
    }

    static std::size_t length_in(const std::string& head) {
        constexpr std::string_view kName = "\r\nContent-Length: ";
        const std::size_t at = head.find(kName);
        return at == std::string::npos ? 0 : std::stoul(head.substr(at + kName.size()));
    }

    std::vector<bool> heads_;
    std::string unread_;
    std::vector<Response> responses_;
};

class HttpPlay {
  public:
    HttpPlay(const HttpRow& row, std::vector<std::string> pieces)
        : row_(row), pieces_(std::move(pieces)), reader_(row) {}

    bool operator()(Peer& peer) {
        reader_.read(peer.take_received());
        if (peer.gone()) return judge(peer);
        if (!peer.all_sent()) return false;
        if (next_ < pieces_.size()) {
            peer.send(pieces_[next_++]);
        } else if (!ended_ && may_end()) {
            answered_before_end_ = reader_.responses().size();
            ended_ = true;
            peer.half_close();
        }
        return false;
    }

  private:
    // Who waits for the rest would wait for ever; what was taken is answered before.
    [[nodiscard]] bool may_end() const {
        if (row_.input_ends) return true;
        return row_.after == HttpAfter::waits && reader_.responses().size() >= row_.taken.size();
    }

    bool judge(const Peer& peer) {
        SCOPED_TRACE(row_.section + ": " + row_.rule + ", in " + std::to_string(pieces_.size()) +
                     " pieces");
        EXPECT_FALSE(peer.was_reset());
        EXPECT_TRUE(reader_.between()) << "half a response";
        const std::vector<Response>& got = reader_.responses();
        const std::size_t taken = row_.taken.size();
        const bool refused = row_.after == HttpAfter::refuses;
        // A request that was broken off by our end is refused.
        const bool broken_off = row_.after == HttpAfter::waits && got.size() == taken + 1 &&
                                got.back().status == 400 && answered_before_end_ == taken;
        EXPECT_TRUE(got.size() == taken + (refused ? 1 : 0) || broken_off)
            << got.size() << " responses";
        for (std::size_t i = 0; i < std::min(taken, got.size()); ++i)
            judge_answer(row_.taken[i], got[i]);
        if (refused && !got.empty()) {
            EXPECT_EQ(got.back().status, row_.status);
            EXPECT_TRUE(got.back().last);
        }
        EXPECT_TRUE(row_.after != HttpAfter::waits || ended_) << "ended by the server";
        return true;
    }

    static void judge_answer(const std::string& request, const Response& response) {
        if (!request.starts_with("POST ") || response.status != 200) return;
        const std::size_t body = request.find(' ', std::string_view("POST ").size());
        EXPECT_EQ(response.body, body == std::string::npos ? "" : request.substr(body + 1));
    }

    const HttpRow& row_;
    std::vector<std::string> pieces_;
    ResponseReader reader_;
    std::size_t next_ = 0;
    std::optional<std::size_t> answered_before_end_;
    bool ended_ = false;
};

TEST(HttpServerOverSockets, EveryRowHoldsWholeAndInPieces) {
    EchoProgram program("http://127.0.0.1:0", "16MiB");
    Cuts cuts;
    const HttpRows rows = http_server_rows();
    std::vector<Play> plays;
    int unseen = 0;
    for (const HttpRow& row : rows) {
        for (const std::string& one : row.taken)
            unseen += one.starts_with("POST ") ? 0 : 1;
        for (int variant = 0; variant < Cuts::kVariants; ++variant)
            plays.emplace_back(HttpPlay(row, cuts.pieces(row.bytes, variant)));
    }
    program.play(std::move(plays));
    EXPECT_TRUE(program.is_alive());
    std::printf(
        "%zu rows played, each %d times; of %d requests, none a POST, only the answer is seen\n",
        rows.size(), Cuts::kVariants, unseen);
    EXPECT_GT(rows.size(), 500u);
}

}  // namespace
}  // namespace potok::conformance
