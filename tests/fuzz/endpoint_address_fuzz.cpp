// Whatever the text: a fault points into it, and an address that was read is, written, read the
// same.
//
// No settings: the text is read both as a listener's address and as a target's.
#include "protocol/session/endpoint_address.hpp"

#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

void check_fault(std::string_view text, const AddressFault& fault) {
    require(fault.position <= text.size(), "a fault lies in the text");
    require(text.substr(fault.position, fault.text.size()) == fault.text,
            "a fault's text is that of its place");
}

void check_written(EndpointAddress address, EndpointUse use) {
    // A password is never written; the rest is.
    if (address.credentials) address.credentials->password.clear();
    const auto again = parse_endpoint(to_string(address), use);
    require(again.ok(), "what is written can be read");
    require(again.value() == address, "and means the same");
}

void check(std::string_view text, EndpointUse use) {
    const auto address = parse_endpoint(text, use);
    if (!address) return check_fault(text, address.error());
    require(!address.value().host.empty(), "an address has a host");
    require(use == EndpointUse::listen || address.value().port != 0, "a target has a port");
    // Written in full it may be a little longer than what may be read.
    if (text.size() < EndpointAddress::kTextMax / 4) check_written(address.value(), use);
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    potok::test::check(text, potok::EndpointUse::listen);
    potok::test::check(text, potok::EndpointUse::target);
    return 0;
}
