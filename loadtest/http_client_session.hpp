// HttpClientSession: answers out of an HTTP connection, to the Client they belong to.
//
// A message is the body of a POST, and expected as the body of its answer, or of the one to which
// redirections lead. One request is under way at a time: what falls due meanwhile waits, and its
// latency counts from when it was due. The next request leaves only when all input in hand was
// looked at, so that bytes which stand behind an answer are nobody's, and not the answer to what
// was not asked yet. Loop thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "loadtest/client_session.hpp"
#include "loadtest/http_post.hpp"
#include "protocol/session/http_client_link.hpp"
#include "protocol/session/http_trail.hpp"
#include "protocol/session/proxy_tunnel.hpp"

namespace potok::loadtest {

class HttpClientSession final : public ClientSession, public ProxyTunnel::Observer {
  public:
    struct Ask {
        const HttpPostView& post;
        unsigned redirects = 0;  // to follow
    };

    // All that is referred to outlives the session. Precondition: the post was judged.
    HttpClientSession(Client& client, const PayloadScheme& payloads, const Ask& ask,
                      const HttpClientSettings& settings, MemoryBudget& budget) noexcept
        : ClientSession(client),
          payloads_(payloads),
          post_(ask.post),
          settings_(settings),
          link_(settings, budget),
          trail_(ask.post.place(), ask.redirects),
          body_(budget) {}

    void on_open(Stream& stream) override;
    [[nodiscard]] Consumed on_data(MutableBytes data) override;
    void on_end() override;
    void on_alarm() override { link_.alarm(); }
    void on_drained() override { link_.go_on(); }
    void on_close(CloseReason reason) override { lose(reason); }
    [[nodiscard]] std::size_t held_bytes() const noexcept override {
        return link_.held_bytes() + body_.held_bytes();
    }

    // As the client's port.
    [[nodiscard]] SendStatus send(Bytes message) override;
    [[nodiscard]] bool busy() const noexcept override { return !link_.idle(); }
    [[nodiscard]] std::optional<Verification> take_tail() override;

    // As the observer of a proxy's tunnel.
    void on_tunnel_refused(const TunnelFailure& failure) override { client_.on_refused(failure); }

    // As the link's sink.
    void on_response(const HttpResponseHead& head);
    void on_body(Bytes bytes);
    void on_response_end();
    void on_response_failure(HttpAnswerFailure failure);

  private:
    [[nodiscard]] Bytes body() const noexcept;
    [[nodiscard]] std::vector<std::byte> message_under_way() const;
    void follow();
    void settle_failure(const HttpBadAnswer& answer);
    void lose(CloseReason reason);

    const PayloadScheme& payloads_;
    const HttpPostView& post_;
    const HttpClientSettings& settings_;
    HttpClientLink link_;
    HttpTrail trail_;
    FrameAssembly body_;
    // Of the answer that is coming, 0 where none is: of one that counts, or of a redirection, which
    // keeps its status until it was followed.
    std::uint16_t status_ = 0;
    std::uint16_t redirect_ = 0;
    HttpBadAnswer::Kind refusal_{};  // what the answer is, unless its status is the good one
    bool answered_ = false;          // and the next request has not been let go
    bool lost_ = false;              // the client knows
    // A server that ends the connection behind an answer takes its leave of a run that goes on.
    CloseReason end_reason_ = CloseReason::ended_by_peer;
};

}  // namespace potok::loadtest
