#include "protocol/certificate_names.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "protocol/certificate_openssl.hpp"
#include "protocol/idna.hpp"

namespace potok {
namespace {

using OwnedAddress = Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using Octets = std::span<const unsigned char>;

Octets octets_of(const ASN1_STRING* string) {
    return {ASN1_STRING_get0_data(string), static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string dotted(Octets octets) {
    std::string text;
    for (const unsigned char octet : octets)
        text += (text.empty() ? "" : ".") + std::to_string(octet);
    return text;
}

using Groups = std::array<unsigned, 8>;

// The longest run of two zeros or more, the first of them: RFC 5952 §4.2.
std::pair<std::size_t, std::size_t> zeros_of(const Groups& groups) {
    std::pair<std::size_t, std::size_t> longest{groups.size(), groups.size()};
    std::size_t length = 1;
    for (std::size_t from = 0; from < groups.size(); ++from) {
        std::size_t to = from;
        while (to < groups.size() && groups[to] == 0)
            ++to;
        if (to - from > length) {
            length = to - from;
            longest = {from, to};
        }
    }
    return longest;
}

std::string with_colons(Octets octets) {
    Groups groups;
    for (std::size_t i = 0; i < groups.size(); ++i)
        groups[i] = unsigned{octets[2 * i]} << 8 | octets[2 * i + 1];
    const auto [from, to] = zeros_of(groups);
    std::string text;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i == from) text += "::";
        if (i >= from && i < to) continue;
        if (!text.empty() && !text.ends_with(':')) text += ':';
        std::array<char, 4> digits;
        const auto end = std::to_chars(digits.begin(), digits.end(), groups[i], 16).ptr;
        text.append(digits.begin(), end);
    }
    return text;
}

// Empty: no address of either version.
std::string address_text(Octets octets) {
    if (octets.size() == 4) return dotted(octets);
    return octets.size() == 16 ? with_colons(octets) : std::string();
}

std::string name_text(const GENERAL_NAME* name) {
    int type = 0;
    const void* const value = GENERAL_NAME_get0_value(name, &type);
    if (value == nullptr) return {};
    const Octets octets =
        type == GEN_DNS || type == GEN_EMAIL || type == GEN_URI || type == GEN_IPADD
            ? octets_of(static_cast<const ASN1_STRING*>(value))
            : Octets();
    if (type == GEN_IPADD) return address_text(octets);
    return std::string(text_of(std::as_bytes(octets)));
}

OwnedAddress parse_address(const std::string& text) {
    return OwnedAddress(a2i_IPADDRESS(text.c_str()));
}

bool is_name_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
           letter == '_';
}

bool is_part(std::string_view part) {
    return !part.empty() && part.size() <= kHostPartMax && part.front() != '-' &&
           part.back() != '-' && std::ranges::all_of(part, is_name_letter);
}

bool is_dns_name(std::string_view name) {
    if (name.starts_with("*.")) name.remove_prefix(2);
    if (name.size() > kHostNameMax) return false;
    for (;;) {
        const std::string_view part = name.substr(0, name.find('.'));
        if (!is_part(part)) return false;
        if (part.size() == name.size()) return true;
        name.remove_prefix(part.size() + 1);
    }
}

std::string in_lower_case(std::string name) {
    std::ranges::transform(name, name.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return name;
}

std::string to_ascii(const std::string& name) {
    const std::string_view star = name.starts_with("*.") ? "*." : "";
    const auto ascii = host_to_ascii(std::string_view(name).substr(star.size()));
    return ascii ? std::string(star) + in_lower_case(ascii.value()) : std::string();
}

bool add_name(GENERAL_NAMES* names, const std::string& text) {
    Owned<GENERAL_NAME, GENERAL_NAME_free> name(GENERAL_NAME_new());
    OwnedAddress address = parse_address(text);
    const int type = address ? GEN_IPADD : GEN_DNS;
    Owned<ASN1_STRING, ASN1_STRING_free> value(address ? address.release()
                                                       : ASN1_STRING_type_new(V_ASN1_IA5STRING));
    if (!name || !value) return false;
    if (type == GEN_DNS && ASN1_STRING_set(value.get(), text.data(), int(text.size())) != 1)
        return false;
    GENERAL_NAME_set0_value(name.get(), type, value.release());
    if (sk_GENERAL_NAME_push(names, name.get()) == 0) return false;
    static_cast<void>(name.release());
    return true;
}

}  // namespace

std::vector<std::string> names_of(const x509_st* certificate) {
    const OpensslErrors errors;
    const Owned<GENERAL_NAMES, GENERAL_NAMES_free> found(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    std::vector<std::string> names;
    for (int i = 0; i < sk_GENERAL_NAME_num(found.get()); ++i) {
        std::string text = name_text(sk_GENERAL_NAME_value(found.get(), i));
        if (!text.empty()) names.push_back(std::move(text));
    }
    return names;
}

Result<std::string, CertificateFault> certificate_name(const std::string& name) {
    const OpensslErrors errors;
    if (name.find('\0') == std::string::npos) {
        if (const OwnedAddress address = parse_address(name))
            return address_text(octets_of(address.get()));
    }
    std::string ascii = to_ascii(name);
    if (ascii.ends_with('.')) ascii.pop_back();
    if (!is_dns_name(ascii))
        return CertificateFault{.kind = CertificateFault::Kind::bad_name, .subject = name};
    return ascii;
}

Result<Done, CertificateFault> set_names(x509_st* certificate,
                                         const std::vector<std::string>& names) {
    const Owned<GENERAL_NAMES, GENERAL_NAMES_free> all(sk_GENERAL_NAME_new_null());
    const bool added = all && std::ranges::all_of(names, [&all](const std::string& name) {
                           return add_name(all.get(), name);
                       });
    if (!added || X509_add1_ext_i2d(certificate, NID_subject_alt_name, all.get(), 0, 0) != 1)
        return OpensslErrors::last();
    return Done{};
}

}  // namespace potok
