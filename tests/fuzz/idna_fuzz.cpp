// What comes of a host name beyond ASCII is one that a name server may be asked for, and Host may
// have; asked for again it stays as it is, and one of ASCII is left alone.
//
// No settings but the pieces', which nothing is made of: the input is the name.
#include <algorithm>

#include "protocol/http_target.hpp"
#include "protocol/idna.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char byte) { return (byte & '\x80') == 0; });
}

void check_parts(std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    require(name.size() <= kHostNameMax, "a name is no longer than names are");
    for (;;) {
        const std::string_view part = name.substr(0, name.find('.'));
        require(!part.empty() && part.size() <= kHostPartMax, "nor its parts, and none is empty");
        require(part.front() != '-' && part.back() != '-', "a hyphen is inside");
        if (part.size() == name.size()) return;
        name.remove_prefix(part.size() + 1);
    }
}

void check(FuzzInput input) {
    const std::string_view name = text_of(input.rest());
    const auto made = host_to_ascii(name);
    if (is_ascii(name)) return require(made && made.value() == name, "ASCII is left alone");
    if (!made) return;
    require(is_ascii(made.value()), "nothing beyond ASCII is left");
    check_parts(made.value());
    const auto authority = read_authority(made.value());
    require(authority && authority->name == made.value(), "Host may have it");
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
