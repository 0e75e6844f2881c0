#include "loadtest/http_post.hpp"

namespace potok::loadtest {

HttpPostView::HttpPostView(const HttpPost& post)
    : place_{.is_secure = post.is_secure, .authority = post.host, .target = post.target} {
    for (const UpgradeAsk::Header& header : post.headers) {
        fields_.push_back({header.name, header.value});
        if (!describes_body(header.name)) fields_without_body_.push_back(fields_.back());
    }
    request_.method = "POST";
    request_.target = post.target;
    request_.host = post.host;
    request_.fields = fields_;
}

HttpRequest HttpPostView::request_on(const HttpTrail& trail) const noexcept {
    HttpRequest request = request_;
    request.method = trail.method();
    request.target = trail.place().target;
    if (!trail.has_body()) request.fields = fields_without_body_;
    return request;
}

std::optional<HttpRefusal> HttpPost::judge() const {
    const HttpLimits limits;
    std::string unused;
    return HttpClientEngine(limits).send(HttpPostView(*this).request(), {}, unused);
}

}  // namespace potok::loadtest
