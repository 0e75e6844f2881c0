#include "protocol/session/upgrade_ask.hpp"

#include "base/assert.hpp"
#include "protocol/basic_credentials.hpp"

namespace potok {
namespace {

// The request as views into an ask, whose fields have nowhere else to be.
class RequestView {
  public:
    RequestView(const UpgradeAsk& ask, const WebSocketNonce& nonce) {
        for (const UpgradeAsk::Header& header : ask.headers)
            fields_.push_back({header.name, header.value});
        request_.host = ask.host;
        request_.target = ask.target;
        request_.nonce = nonce;
        request_.subprotocols.assign(ask.subprotocols.begin(), ask.subprotocols.end());
        request_.origin = ask.origin;
        request_.headers = fields_;
        request_.deflate = ask.deflate;
    }
    RequestView(const RequestView&) = delete;
    RequestView& operator=(const RequestView&) = delete;

    [[nodiscard]] const UpgradeRequest& request() const noexcept { return request_; }

  private:
    std::vector<HttpField> fields_;
    UpgradeRequest request_;
};

}  // namespace

std::optional<UpgradeRequestFailure> UpgradeAsk::judge() const {
    std::string unused;
    return append_upgrade_request(RequestView(*this, {}).request(), unused);
}

void UpgradeAsk::append_request(const WebSocketNonce& nonce, std::string& out) const {
    const auto failure = append_upgrade_request(RequestView(*this, nonce).request(), out);
    ASSERT(!failure);
}

UpgradeAnswer UpgradeAsk::check_response(const HttpResponseHead& head,
                                         const WebSocketNonce& nonce) const {
    return check_upgrade_response(head, RequestView(*this, nonce).request());
}

// A zone (RFC 6874) means something on this machine only.
std::string host_field(const EndpointAddress& address) {
    std::string host = address.host.substr(0, address.host.find('%'));
    if (host.find(':') != host.npos) host = '[' + host + ']';
    const std::uint16_t known_port = address.tls ? 443 : 80;
    return address.port == known_port ? host : host + ':' + std::to_string(address.port);
}

UpgradeAsk upgrade_ask_of(const EndpointAddress& address) {
    UpgradeAsk ask;
    ask.host = host_field(address);
    ask.target = address.path_and_query;
    if (!ask.target.starts_with('/')) ask.target.insert(0, 1, '/');
    if (address.credentials) {
        ask.headers.push_back({"Authorization", basic_credentials(address.credentials->user,
                                                                  address.credentials->password)});
    }
    return ask;
}

}  // namespace potok
