#include "loadtest/http_post.hpp"

namespace potok::loadtest {

HttpPostView::HttpPostView(const HttpPost& post) {
    for (const UpgradeAsk::Header& header : post.headers)
        fields_.push_back({header.name, header.value});
    request_.method = "POST";
    request_.target = post.target;
    request_.host = post.host;
    request_.fields = fields_;
}

std::optional<HttpRefusal> HttpPost::judge() const {
    const HttpLimits limits;
    std::string unused;
    return HttpClientEngine(limits).send(HttpPostView(*this).request(), {}, unused);
}

}  // namespace potok::loadtest
