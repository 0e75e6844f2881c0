// What stands in the head of an HTTP/1.1 message, and what was derived from it and checked.
//
// Nothing here allocates: the fields are an array of views into the head's bytes, good as long as
// those are. A head is filled by read_request_head() and read_response_head() (http_request.hpp,
// http_response.hpp), and whoever has one need not ask again whether its framing or its host is
// sound. Values; one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/assert.hpp"
#include "protocol/http_syntax.hpp"

namespace potok {

struct HttpField {
    std::string_view name;
    std::string_view value;  // without the blanks around it

    friend bool operator==(const HttpField&, const HttpField&) = default;
};

// The fields of a head or a trailer section, in the order they came. Names are compared ignoring
// case.
class HttpFields {
  public:
    static constexpr std::size_t kMax = 100;

    // False when there is no room for another.
    [[nodiscard]] constexpr bool add(HttpField field) noexcept {
        if (size_ == kMax) return false;
        fields_[size_++] = field;
        return true;
    }
    constexpr void clear() noexcept { size_ = 0; }

    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] constexpr const HttpField* begin() const noexcept { return fields_.data(); }
    [[nodiscard]] constexpr const HttpField* end() const noexcept { return begin() + size_; }
    [[nodiscard]] constexpr const HttpField& operator[](std::size_t at) const noexcept {
        ASSERT(at < size_);
        return fields_[at];
    }

    // How many field lines have this name.
    [[nodiscard]] constexpr std::size_t count(std::string_view name) const noexcept {
        std::size_t found = 0;
        for_each_value(name, [&](std::string_view) { ++found; });
        return found;
    }

    // The value of the first one.
    [[nodiscard]] constexpr std::optional<std::string_view> find(
        std::string_view name) const noexcept {
        for (const HttpField& field : *this) {
            if (equal_ignoring_case(field.name, name)) return field.value;
        }
        return std::nullopt;
    }

    // visit(std::string_view value) for each line of this name.
    template <class Visit>
    constexpr void for_each_value(std::string_view name, Visit&& visit) const {
        for (const HttpField& field : *this) {
            if (equal_ignoring_case(field.name, name)) visit(field.value);
        }
    }

    // visit(std::string_view element) for each element of the list that all lines of this name
    // make up (RFC 9110 §5.3, §5.6.1).
    template <class Visit>
    constexpr void for_each_element(std::string_view name, Visit&& visit) const {
        for_each_value(name, [&](std::string_view rest) {
            while (const auto element = next_element(rest))
                visit(*element);
        });
    }

    // Whether that list has this token, ignoring case.
    [[nodiscard]] constexpr bool has_token(std::string_view name,
                                           std::string_view token) const noexcept {
        bool found = false;
        for_each_element(name, [&](std::string_view element) {
            found = found || equal_ignoring_case(element, token);
        });
        return found;
    }

  private:
    std::array<HttpField, kMax> fields_{};
    std::size_t size_ = 0;
};

// Of 1.x versions later than 1.1 nothing is known but that they are to be taken for 1.1 (RFC 9110
// §2.5).
enum class HttpVersion : std::uint8_t { http_1_0, http_1_1 };

// How the end of a body is told (RFC 9112 §6).
struct HttpFraming {
    enum class Kind : std::uint8_t { none, length, chunked, until_close };

    Kind kind = Kind::none;
    std::uint64_t length = 0;  // of Kind::length; may be 0

    friend bool operator==(const HttpFraming&, const HttpFraming&) = default;
    [[nodiscard]] constexpr bool has_content() const noexcept {
        return kind == Kind::chunked || kind == Kind::until_close ||
               (kind == Kind::length && length != 0);
    }
};

// host [ ":" port ], as in Host and in targets. No user information: that is refused.
struct HttpAuthority {
    std::string_view text;  // as sent
    std::string_view name;  // without the port; an IPv6 address keeps its brackets
    std::optional<std::uint16_t> port;
};

enum class HttpTargetForm : std::uint8_t { origin, absolute, authority, asterisk };

struct HttpRequestHead {
    std::string_view method;  // as sent: methods are case-sensitive
    std::string_view target;  // as sent
    HttpVersion version = HttpVersion::http_1_1;
    HttpFields fields;

    HttpTargetForm form = HttpTargetForm::origin;
    // From Host, or from the target where that names one. Empty only in HTTP/1.0 without Host.
    HttpAuthority host;
    std::string_view path;   // of origin-form and absolute-form; "/" where that has none
    std::string_view query;  // behind the "?", which is left out
    HttpFraming framing;     // none, length or chunked
    bool keep_alive = true;
    bool expects_continue = false;  // there is a body, and it waits for 100 (Continue)
    bool wants_upgrade = false;     // Upgrade is there and Connection names it (RFC 9110 §7.8)
};

struct HttpResponseHead {
    HttpVersion version = HttpVersion::http_1_1;
    std::uint16_t status = 0;
    std::string_view reason;
    HttpFields fields;

    HttpFraming framing;  // with regard to the request's method
    bool keep_alive = true;
};

[[nodiscard]] constexpr bool is_informational(std::uint16_t status) noexcept {
    return status / 100 == 1;
}

}  // namespace potok
