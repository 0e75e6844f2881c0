// What certificates and revocation lists say of themselves in OpenSSL's types, as text and as a
// moment.
//
// Internal to protocol/certificate*. Pure functions; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

struct X509_name_st;
struct asn1_string_st;

namespace potok {

// "CN=potok.example,O=Potok", RFC 2253, with letters beyond ASCII as they are; controls are
// escaped.
[[nodiscard]] std::string text_of_name(const X509_name_st* name);

// Nothing where it is no moment.
[[nodiscard]] std::optional<std::chrono::sys_seconds> moment_of(const asn1_string_st* time);

}  // namespace potok
