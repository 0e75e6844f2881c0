#include "protocol/http_body_writer.hpp"

#include <array>
#include <charconv>

#include "base/assert.hpp"

namespace potok {

using Kind = HttpFraming::Kind;

void HttpBodyWriter::restart(const HttpFraming& framing, bool muted) noexcept {
    kind_ = framing.kind;
    missing_ = framing.length;
    muted_ = muted;
}

std::optional<HttpRefusal> HttpBodyWriter::begin_part(std::uint64_t bytes, std::string& out) {
    if (bytes == 0) return std::nullopt;
    if (kind_ == Kind::none && !muted_) return HttpRefusal::body_not_allowed;
    if (kind_ == Kind::length) {
        if (bytes > missing_) return HttpRefusal::body_over_length;
        missing_ -= bytes;
    }
    if (kind_ == Kind::chunked && !muted_) {
        std::array<char, 16> digits;
        const auto [end, error] =
            std::to_chars(digits.data(), digits.data() + digits.size(), bytes, 16);
        ASSERT(error == std::errc());
        out.append(digits.data(), end).append("\r\n");
    }
    return std::nullopt;
}

void HttpBodyWriter::end_part(std::uint64_t bytes, std::string& out) const {
    if (kind_ == Kind::chunked && bytes != 0 && !muted_) out += "\r\n";
}

std::optional<HttpRefusal> HttpBodyWriter::write(Bytes part, std::string& out) {
    if (const auto refusal = begin_part(part.size(), out)) return refusal;
    if (!muted_) out.append(text_of(part));
    end_part(part.size(), out);
    return std::nullopt;
}

std::optional<HttpRefusal> HttpBodyWriter::end(HttpFieldList trailers, std::string& out) {
    if (const auto refusal = judge_fields(trailers)) return refusal;
    if (!trailers.empty() && kind_ != Kind::chunked && !muted_)
        return HttpRefusal::trailers_not_possible;
    if (muted_) return std::nullopt;
    if (kind_ == Kind::length && missing_ != 0) return HttpRefusal::body_under_length;
    if (kind_ == Kind::chunked) {
        out += "0\r\n";
        write_fields(trailers, out);
        write_end_of_head(out);
    }
    return std::nullopt;
}

}  // namespace potok
