#include "protocol/idna.hpp"

#include <algorithm>
#include <optional>

#include "base/bytes.hpp"
#include "protocol/utf8.hpp"

namespace potok {
namespace {

// ---- RFC 3492 §5: the parameters, and §6: the procedures

constexpr std::uint32_t kBase = 36;
constexpr std::uint32_t kFirst = 1;
constexpr std::uint32_t kLast = 26;
constexpr std::uint32_t kSkew = 38;
constexpr std::uint32_t kDamp = 700;
constexpr std::uint32_t kFirstBias = 72;
constexpr char32_t kFirstCode = 0x80;

char digit(std::uint32_t value) noexcept {
    return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

std::uint32_t adapted(std::uint32_t delta, std::uint32_t points, bool first) noexcept {
    delta = first ? delta / kDamp : delta / 2;
    delta += delta / points;
    std::uint32_t k = 0;
    for (; delta > (kBase - kFirst) * kLast / 2; k += kBase)
        delta /= kBase - kFirst;
    return k + (kBase - kFirst + 1) * delta / (delta + kSkew);
}

void append_number(std::uint32_t number, std::uint32_t bias, std::string& out) {
    for (std::uint32_t k = kBase;; k += kBase) {
        const std::uint32_t threshold = k <= bias ? kFirst : k >= bias + kLast ? kLast : k - bias;
        if (number < threshold) break;
        const std::uint32_t range = kBase - threshold;
        out += digit(threshold + (number - threshold) % range);
        number = (number - threshold) / range;
    }
    out += digit(number);
}

// ---- What is typed differently and means the same

// `bytes` is UTF-8.
std::u32string decoded(std::string_view bytes) {
    std::u32string points;
    for (std::size_t i = 0; i < bytes.size();) {
        const auto at = [&](std::size_t offset) {
            return static_cast<char32_t>(static_cast<unsigned char>(bytes[i + offset]));
        };
        const char32_t lead = at(0);
        const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t point = size == 1 ? lead : lead & (0x7Fu >> size);
        for (std::size_t k = 1; k < size; ++k)
            point = point << 6 | (at(k) & 0x3F);
        points += point;
        i += size;
    }
    return points;
}

bool within(char32_t point, char32_t first, char32_t last) noexcept {
    return point >= first && point <= last;
}

char32_t lowered(char32_t point) noexcept {
    if (within(point, 'A', 'Z')) return point + 32;
    if (within(point, 0xC0, 0xDE) && point != 0xD7) return point + 32;     // Latin-1
    if (within(point, 0x391, 0x3A9) && point != 0x3A2) return point + 32;  // Greek
    if (within(point, 0x410, 0x42F)) return point + 32;                    // Cyrillic А to Я
    if (within(point, 0x400, 0x40F)) return point + 80;                    // Ѐ to Џ
    const bool pairs = within(point, 0x100, 0x137) || within(point, 0x14A, 0x177) ||
                       within(point, 0x460, 0x481) || within(point, 0x48A, 0x4BF) ||
                       within(point, 0x4D0, 0x52F);
    if (pairs && point % 2 == 0) return point + 1;
    const bool odd_pairs =
        within(point, 0x139, 0x148) || within(point, 0x179, 0x17E) || within(point, 0x4C1, 0x4CE);
    if (odd_pairs && point % 2 == 1) return point + 1;
    return point;
}

// и and е with the sign above them typed behind.
std::optional<char32_t> composed(char32_t letter, char32_t sign) noexcept {
    if (letter == U'и' && sign == 0x306) return U'й';
    if (letter == U'е' && sign == 0x308) return U'ё';
    return std::nullopt;
}

bool is_stop(char32_t point) noexcept {
    return point == '.' || point == 0x3002 || point == 0xFF0E || point == 0xFF61;
}

std::u32string mapped(const std::u32string& points) {
    std::u32string out;
    for (const char32_t point : points) {
        if (!out.empty()) {
            if (const auto one = composed(out.back(), point)) {
                out.back() = *one;
                continue;
            }
        }
        out += is_stop(point) ? U'.' : lowered(point);
    }
    return out;
}

// ---- What no name has

bool may_stand_in_a_name(char32_t point) noexcept {
    if (point < 0x80) {
        return within(point, 'a', 'z') || within(point, '0', '9') || point == '-' || point == '_';
    }
    const bool blank_or_control = within(point, 0x80, 0xA0) || point == 0xAD || point == 0x1680 ||
                                  within(point, 0x2000, 0x206F) || point == 0x3000 ||
                                  point == 0xFEFF;
    const bool nobodys = within(point, 0xD800, 0xF8FF) || within(point, 0xFFF0, 0xFFFF) ||
                         point >= 0xE0000 || (point & 0xFFFE) == 0xFFFE;
    const bool sign = within(point, 0xA1, 0xBF) && point != 0xB7;  // Latin-1's punctuation
    return !blank_or_control && !nobodys && !sign && point != 0xD7 && point != 0xF7;
}

using Fault = std::optional<HostNameFault>;

Fault judge(std::u32string_view part) {
    if (part.empty()) return HostNameFault::empty_part;
    if (!std::all_of(part.begin(), part.end(), may_stand_in_a_name)) {
        return HostNameFault::forbidden_character;
    }
    if (within(part.front(), 0x300, 0x36F)) return HostNameFault::forbidden_character;
    const bool is_ascii =
        std::all_of(part.begin(), part.end(), [](char32_t p) { return p < 0x80; });
    const bool poses = !is_ascii && part.size() >= 4 && part.substr(2, 2) == U"--";
    if (part.front() == '-' || part.back() == '-' || poses) return HostNameFault::bad_hyphen;
    return std::nullopt;
}

Fault append_part(std::u32string_view part, std::string& out) {
    if (const Fault fault = judge(part)) return fault;
    const std::size_t before = out.size();
    if (std::all_of(part.begin(), part.end(), [](char32_t point) { return point < 0x80; })) {
        for (const char32_t point : part)
            out += static_cast<char>(point);
    } else {
        out += "xn--" + punycode(part);
    }
    return out.size() - before > kHostPartMax ? Fault(HostNameFault::part_too_long) : std::nullopt;
}

}  // namespace

std::string punycode(std::u32string_view part) {
    std::string out;
    for (const char32_t point : part) {
        if (point < kFirstCode) out += static_cast<char>(point);
    }
    const auto basic = static_cast<std::uint32_t>(out.size());
    if (basic != 0) out += '-';
    const auto size = static_cast<std::uint32_t>(part.size());
    char32_t code = kFirstCode;
    std::uint32_t bias = kFirstBias;
    std::uint32_t delta = 0;
    for (std::uint32_t done = basic; done < size; ++delta, ++code) {
        char32_t next = 0x10FFFF;
        for (const char32_t point : part) {
            if (point >= code) next = std::min(next, point);
        }
        delta += (next - code) * (done + 1);
        code = next;
        for (const char32_t point : part) {
            if (point < code) ++delta;
            if (point != code) continue;
            append_number(delta, bias, out);
            bias = adapted(delta, done + 1, done == basic);
            delta = 0;
            ++done;
        }
    }
    return out;
}

Result<std::string, HostNameFault> host_to_ascii(std::string_view host) {
    const bool is_ascii =
        std::all_of(host.begin(), host.end(), [](char byte) { return (byte & '\x80') == 0; });
    if (is_ascii) return std::string(host);
    // Longer than any name; and nothing below could overflow.
    if (host.size() > 4 * kHostNameMax) return HostNameFault::name_too_long;
    if (!is_utf8(bytes_of(host))) return HostNameFault::not_utf8;
    std::u32string name = mapped(decoded(host));
    const bool is_rooted = name.size() > 1 && name.back() == '.';
    if (is_rooted) name.pop_back();
    std::string out;
    for (std::size_t from = 0; from <= name.size();) {
        const std::size_t stop = std::min(name.find(U'.', from), name.size());
        if (from != 0) out += '.';
        if (const Fault fault =
                append_part(std::u32string_view(name).substr(from, stop - from), out))
            return *fault;
        from = stop + 1;
    }
    if (out.size() > kHostNameMax) return HostNameFault::name_too_long;
    if (is_rooted) out += '.';
    return out;
}

}  // namespace potok
