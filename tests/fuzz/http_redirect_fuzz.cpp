// Wherever an answer sends its client on, the place is one that a request can ask for, no less
// secure than the last, and said once more, as a reference to itself, it stays.
//
// Settings: status (modulo 6), whether from https (the low bit), how often it was followed and may
// be (4 bits each), the method (modulo 3). The input is the current target, a line, and Location.
#include <array>

#include "protocol/http_redirect.hpp"
#include "protocol/http_target.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

bool is_asked_for(const HttpPlace& place) {
    const auto authority = read_authority(place.authority);
    if (!authority || authority->name.empty() || authority->text != place.authority) return false;
    HttpRequestHead head;
    head.method = "GET";
    head.target = place.target;
    return !read_target(head) && head.form == HttpTargetForm::origin;
}

void check_stays(const HttpPlace& place) {
    const std::string text =
        (place.is_secure ? "https://" : "http://") + place.authority + place.target;
    const auto again =
        redirect_of({.status = 307, .method = "GET", .location = text, .most = 1}, place);
    const auto* const redirect = std::get_if<HttpRedirect>(&again);
    require(redirect != nullptr && redirect->place.same_origin(place), "its own place is good");
}

void check(FuzzInput input) {
    static constexpr std::array<std::uint16_t, 6> kStatuses = {301, 302, 303, 307, 308, 200};
    static constexpr std::array<std::string_view, 3> kMethods = {"GET", "POST", "HEAD"};
    HttpRedirectAsk ask;
    ask.status = kStatuses[input.take_byte() % kStatuses.size()];
    HttpPlace from{.is_secure = (input.take_byte() & 1) != 0, .authority = "example.org"};
    const std::uint8_t counts = input.take_byte();
    ask.followed = counts >> 4;
    ask.most = counts & 15;
    ask.method = kMethods[input.take_byte() % kMethods.size()];
    const std::string_view text = text_of(input.rest());
    const std::size_t line = std::min(text.find('\n'), text.size());
    from.target = text.substr(0, line);
    // A client is where a request could bring it.
    if (!is_asked_for(from)) from.target = "/a/b?c";
    if (line < text.size()) ask.location = text.substr(line + 1);

    const auto answer = redirect_of(ask, from);
    const auto* const redirect = std::get_if<HttpRedirect>(&answer);
    if (redirect == nullptr) return;
    require(ask.followed < ask.most, "nobody is followed too often");
    require(is_asked_for(redirect->place), "a request can ask for it");
    require(redirect->place.is_secure || !from.is_secure, "it is no less secure");
    require(redirect->method == ask.method || redirect->method == "GET", "the method is known");
    require(!redirect->keeps_body || redirect->method == ask.method, "a body keeps its method");
    check_stays(redirect->place);
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
