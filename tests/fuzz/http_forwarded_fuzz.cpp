// Whatever a proxy or a stranger says about whom it speaks for: a request has one of the two fields
// or is believed in nothing, and only who is on the list is believed.
//
// Settings: which field (modulo 3: Forwarded, X-Forwarded-For, both). The input is its lines.
#include "protocol/http_forwarded.hpp"
#include "protocol/session/trusted_proxies.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

constexpr std::string_view kForwarded = "Forwarded";
constexpr std::string_view kForwardedFor = "X-Forwarded-For";

HttpFields fields_of(std::string_view name, std::string_view lines) {
    HttpFields fields;
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        if (!fields.add({name, without_blanks(lines.substr(0, end))})) break;
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return fields;
}

bool lies_in(std::string_view part, const HttpFields& fields) {
    if (part.empty()) return true;
    for (const HttpField& field : fields) {
        const bool inside = part.data() >= field.value.data() &&
                            part.data() + part.size() <= field.value.data() + field.value.size();
        if (inside) return true;
    }
    return false;
}

void check(FuzzInput input) {
    const unsigned which = input.take_byte() % 3;
    HttpFields fields = fields_of(which == 1 ? kForwardedFor : kForwarded, text_of(input.rest()));
    if (which == 2) static_cast<void>(fields.add({kForwardedFor, "192.0.2.7"}));
    const auto hops = forwarded_hops(fields);
    if (hops) {
        const bool both = fields.count(kForwarded) != 0 && fields.count(kForwardedFor) != 0;
        require(!both, "who says it twice says nothing");
        require(hops->nodes().size() <= ForwardedHops::kMax, "no way is longer");
        for (const std::string_view node : hops->nodes())
            require(lies_in(node, fields), "a node is a part of the field");
    }
    TrustedProxies proxies;
    require(proxies.add("10.0.0.0/8") && proxies.add("2001:db8::/32"), "they are prefixes");
    const Address proxy = Address::ipv4({10, 0, 0, 1}, 5000);
    const Address stranger = Address::ipv4({203, 0, 113, 5}, 5000);
    require(proxies.client_of(stranger, fields) == stranger, "a stranger is not believed");
    const Address client = proxies.client_of(proxy, fields);
    require(hops.has_value() || client == proxy, "nothing is made of nothing");
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
