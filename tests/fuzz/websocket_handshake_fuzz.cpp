// Whatever the fields: what is accepted has all that RFC 6455 §4 asks for, and what an application
// sets never writes a line of its own.
//
// Settings: which side (modulo 3): a server's check, a client's check, a client's request; from 3
// on with compression wanted, from 6 on in another way, and from 9 on in a third. The
// input is lines, "name:value" each; for a server the method before them; of a request: host,
// target, origin, sub-protocols, then a field.
#include "protocol/http_request.hpp"
#include "protocol/http_response.hpp"
#include "protocol/http_target.hpp"
#include "protocol/websocket_handshake.hpp"
#include "protocol/websocket_handshake_client.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

std::string_view take_until(std::string_view& rest, char end) {
    const std::size_t size = std::min(rest.find(end), rest.size());
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(std::min(size + 1, rest.size()));
    return taken;
}

HttpField take_field(std::string_view& rest) {
    std::string_view line = take_until(rest, '\n');
    const std::string_view name = take_until(line, ':');
    return {name, without_blanks(line)};
}

HttpFields take_fields(std::string_view rest) {
    HttpFields fields;
    while (!rest.empty()) {
        if (!fields.add(take_field(rest))) break;
    }
    return fields;
}

UpgradePolicy sample_policy() {
    return {.origins = {{"https://*.example.org", "http://friend.org"}},
            .subprotocols = {"chat", "superchat"}};
}

// 0: no compression.
std::optional<DeflateParameters> wanted_deflate(unsigned way) {
    if (way == 0) return std::nullopt;
    if (way == 1) return DeflateParameters{};
    DeflateParameters wanted{.server_no_context_takeover = false,
                             .client_no_context_takeover = false};
    if (way == 3) wanted.server_max_window_bits = wanted.client_max_window_bits = 11;
    return wanted;
}

std::optional<DeflateOffer> offered_deflate(unsigned way) {
    if (way == 0) return std::nullopt;
    if (way == 1) return DeflateOffer{};
    DeflateOffer offer{.server_no_context_takeover = false, .client_no_context_takeover = false};
    offer.client_max_window_bits.reset();
    if (way == 3) {
        offer.server_max_window_bits = 10;
        offer.client_max_window_bits = 12;
    }
    return offer;
}

// Both have to keep to it: who wants less gets less, and zlib has a window for what it compresses.
void check_agreed(const DeflateParameters& agreed, const DeflateParameters& wanted) {
    require(agreed.server_no_context_takeover || !wanted.server_no_context_takeover, "no context");
    require(agreed.client_no_context_takeover || !wanted.client_no_context_takeover, "no context");
    require(agreed.server_max_window_bits <= wanted.server_max_window_bits, "no larger window");
    require(agreed.client_max_window_bits <= wanted.client_max_window_bits, "no larger window");
    require(agreed.server_max_window_bits >= kDeflaterWindowBitsMin, "one that zlib has");
    require(agreed.client_max_window_bits >= kWindowBitsMin, "one that there is");
}

// Whoever writes an origin down as it is sent, lets it in.
void check_origin(std::string_view origin) {
    const OriginPolicy policy{{std::string(origin)}};
    const auto host = read_authority("elsewhere.org");
    if (!is_origin_pattern(origin)) return;
    if (origin == "*" || origin.find("://*.") != origin.npos) return;
    require(is_allowed(policy, origin, *host), "an origin that is listed is let in");
}

void check_server(std::string_view lines, unsigned way) {
    UpgradePolicy policy = sample_policy();
    policy.deflate = wanted_deflate(way);
    HttpRequestHead head;
    head.method = take_until(lines, '\n');
    head.fields = take_fields(lines);
    if (head.fields.count("Content-Length") != 0) head.framing = {HttpFraming::Kind::length, 1};
    head.host = *read_authority("example.org");
    if (const auto origin = head.fields.find("Origin")) check_origin(*origin);
    const UpgradeDecision decision = check_upgrade(head, policy);
    if (decision.kind == UpgradeDecision::Kind::refused) {
        const std::uint16_t status = status_of(decision.refusal);
        require(status >= 400 && status < 500, "a refusal is the client's fault");
        for (const HttpField& field : fields_of(decision.refusal))
            require(!judge_field(field), "what explains it can be written");
    }
    if (decision.kind != UpgradeDecision::Kind::accepted) return;
    for (const char* name : {"Host", "Sec-WebSocket-Key", "Sec-WebSocket-Version"})
        require(head.fields.count(name) == 1, "what must be there once is");
    require(head.fields.find("Sec-WebSocket-Version") == "13", "the version is ours");
    require(head.fields.count("Origin") <= 1, "there is no second origin");
    require(decision.subprotocol.empty() ||
                head.fields.has_token("Sec-WebSocket-Protocol", decision.subprotocol),
            "the sub-protocol was asked for");
    require(!decision.deflate || policy.deflate, "nothing is agreed on that is not wanted");
    if (decision.deflate) check_agreed(decision.deflate->agreed, *policy.deflate);
    std::string out;
    const HttpField last = *(head.fields.end() - 1);
    const auto refusal = append_upgrade_response(decision, {&last, 1}, out);
    require(refusal.has_value() == out.empty(), "the answer is written whole, or not at all");
    HttpResponseHead answer;
    require(refusal || !read_response_head(bytes_of(out), "GET", answer), "and can be read");
    require(refusal || answer.status == 101, "as what it is");
    const auto extensions = answer.fields.find("Sec-WebSocket-Extensions");
    require(refusal || extensions.has_value() == decision.deflate.has_value(),
            "compression is told");
}

void check_client(std::string_view lines, unsigned way) {
    HttpResponseHead head;
    head.status = 101;
    head.fields = take_fields(lines);
    UpgradeRequest request{.host = "example.org"};
    request.subprotocols = {"chat", "superchat"};
    request.deflate = offered_deflate(way);
    const UpgradeAnswer answer = check_upgrade_response(head, request);
    if (answer.failure) return;
    for (const char* name : {"Upgrade", "Sec-WebSocket-Accept"})
        require(head.fields.count(name) == 1, "what must be there once is");
    for (const char* name : {"Content-Length", "Transfer-Encoding"})
        require(head.fields.count(name) == 0, "what must not be there is not");
    const bool extensions = head.fields.count("Sec-WebSocket-Extensions") != 0;
    require(answer.deflate.has_value() == extensions, "an extension is the one that was offered");
    require(!answer.deflate || request.deflate, "and only where it was");
    if (answer.deflate && request.deflate->server_no_context_takeover)
        require(answer.deflate->server_no_context_takeover, "what was asked for is kept to");
    if (answer.deflate)
        require(answer.deflate->server_max_window_bits <= request.deflate->server_max_window_bits,
                "so is the window");
    require(head.fields.find("Sec-WebSocket-Accept") == "ICX+Yqv66kxgM0FcWaLWlFLwTAI=",
            "the answer is to our key");
}

void check_request(std::string_view rest, unsigned way) {
    UpgradeRequest request{.host = take_until(rest, '\n')};
    request.target = take_until(rest, '\n');
    request.origin = take_until(rest, '\n');
    for (std::string_view names = take_until(rest, '\n'); !names.empty();)
        request.subprotocols.push_back(take_until(names, ','));
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    const HttpField header{rest.substr(0, colon), rest.substr(std::min(colon + 1, rest.size()))};
    request.headers = {&header, 1};
    request.deflate = offered_deflate(way);

    std::string out;
    if (append_upgrade_request(request, out)) {
        require(out.empty(), "nothing is written of what is bad");
        return;
    }
    HttpRequestHead head;
    require(!read_request_head(bytes_of(out), head), "what is written can be read");
    const std::size_t optional = (request.origin.empty() ? 0u : 1u) +
                                 (request.subprotocols.empty() ? 0u : 1u) +
                                 (request.deflate ? 1u : 0u);
    require(head.fields.size() == 6 + optional, "nothing has made a line of its own");
    const UpgradePolicy anybody{.origins = {{"*"}}, .subprotocols = {}};
    require(check_upgrade(head, anybody).kind == UpgradeDecision::Kind::accepted,
            "a server accepts it");
}

void check(FuzzInput input) {
    const unsigned setting = input.take_byte();
    const unsigned side = setting % 3;
    const unsigned way = setting / 3 % 4;
    const std::string_view text = text_of(input.rest());
    if (side == 0) check_server(text, way);
    if (side == 1) check_client(text, way);
    if (side == 2) check_request(text, way);
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
