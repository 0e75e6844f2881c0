// HttpPost: the request that carries every message of an http:// run as its body.
//
// HttpPost owns its strings and is part of the plan; HttpPostView is the same as an engine wants
// it, and refers to it, also where it was led by redirections. Immutable once made; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/http_client.hpp"
#include "protocol/session/http_trail.hpp"
#include "protocol/session/upgrade_ask.hpp"

namespace potok::loadtest {

struct HttpPost {
    std::string host;  // as in Host
    std::string target = "/";
    std::vector<UpgradeAsk::Header> headers = {};
    bool is_secure = false;  // over TLS

    // What would keep it from being sent.
    [[nodiscard]] std::optional<HttpRefusal> judge() const;
};

class HttpPostView {
  public:
    // The post outlives the view and does not change.
    explicit HttpPostView(const HttpPost& post);
    HttpPostView(const HttpPostView&) = delete;
    HttpPostView& operator=(const HttpPostView&) = delete;

    [[nodiscard]] const HttpRequest& request() const noexcept { return request_; }

    // Where it sets out.
    [[nodiscard]] const HttpPlace& place() const noexcept { return place_; }

    // The request that is due there; a view of the trail, too.
    [[nodiscard]] HttpRequest request_on(const HttpTrail& trail) const noexcept;

  private:
    HttpPlace place_;
    std::vector<HttpField> fields_;
    std::vector<HttpField> fields_without_body_;
    HttpRequest request_;
};

}  // namespace potok::loadtest
