#include "loadtest/http_options.hpp"

#include <algorithm>
#include <utility>

#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"
#include "loadtest/upgrade_options.hpp"
#include "protocol/session/ascii_host.hpp"

namespace potok::loadtest {
namespace {

Text text_of_refusal(HttpRefusal refusal) noexcept {
    switch (refusal) {
        case HttpRefusal::host_malformed:
            return {"the host of {target} cannot be named in an HTTP request",
                    "узел из {target} нельзя назвать в запросе HTTP"};
        case HttpRefusal::target_malformed:
            return {
                "the path of {target} has characters that no HTTP request may have: write "
                "them as %XX",
                "в пути {target} есть знаки, которых в запросе HTTP быть не может: запишите их "
                "как %XX"};
        default:
            break;
    }
    return {"--header: too many of them", "--header: слишком много полей"};
}

bool has(const HttpPost& post, std::string_view name) {
    return std::ranges::any_of(post.headers, [name](const UpgradeAsk::Header& header) {
        return equal_ignoring_case(header.name, name);
    });
}

}  // namespace

std::string check_post(const LoadSettings& settings, Language language) {
    const auto refusal = make_http_post(settings).judge();
    if (!refusal) return {};
    return fill(text_of_refusal(*refusal), language,
                {{"target", escaped(to_string(settings.target))}});
}

HttpPost make_http_post(const LoadSettings& settings) {
    UpgradeAsk of_address = upgrade_ask_of(with_ascii_host(settings.target));
    HttpPost post;
    post.host = std::move(of_address.host);
    post.target = std::move(of_address.target);
    post.is_secure = settings.target.tls;
    for (const std::string& text : settings.headers)
        post.headers.push_back(*parse_header(text));
    for (UpgradeAsk::Header& header : of_address.headers)
        if (!has(post, header.name)) post.headers.push_back(std::move(header));
    if (!has(post, "Content-Type"))
        post.headers.push_back({"Content-Type", "application/octet-stream"});
    if (settings.compressed && !has(post, "Accept-Encoding"))
        post.headers.push_back({"Accept-Encoding", "gzip, deflate"});
    return post;
}

}  // namespace potok::loadtest
