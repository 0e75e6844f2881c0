#include "protocol/http_content.hpp"

#include <new>
#include <utility>

#include "base/assert.hpp"
#include "protocol/zlib_stream.hpp"

namespace potok {
namespace {

constexpr int kZlibWindow = 15;
constexpr int kGzipWindow = 15 + 16;
constexpr int kRawWindow = -15;

// zlib's first byte says method 8 and a window of at most 32 KiB (RFC 1950 §2.2). Raw deflate that
// begins so would be a stored block with something in its padding, which no encoder writes.
bool begins_like_zlib(std::byte first) noexcept {
    const auto byte = std::to_integer<unsigned>(first);
    return (byte & 15u) == Z_DEFLATED && (byte >> 4) <= 7;
}

}  // namespace

std::optional<HttpContentCoding> content_coding_of(const HttpFields& fields) noexcept {
    std::optional<HttpContentCoding> coding = HttpContentCoding::identity;
    fields.for_each_element("Content-Encoding", [&](std::string_view name) {
        const bool first = coding == HttpContentCoding::identity;
        if (equal_ignoring_case(name, "identity")) return;
        if (first && (equal_ignoring_case(name, "gzip") || equal_ignoring_case(name, "x-gzip"))) {
            coding = HttpContentCoding::gzip;
        } else if (first && equal_ignoring_case(name, "deflate")) {
            coding = HttpContentCoding::deflate;
        } else {
            coding.reset();
        }
    });
    return coding;
}

HttpContentDecoder::HttpContentDecoder(HttpContentCoding coding, std::uint64_t content_max)
    : coding_(coding), allowance_(content_max) {}

HttpContentDecoder::~HttpContentDecoder() {
    if (stream_) ::inflateEnd(&stream_->z);
}

void HttpContentDecoder::fail(HttpContentFailure failure) noexcept {
    failure_ = failure;
}

std::optional<Bytes> HttpContentDecoder::next_piece(Bytes& in) noexcept {
    if (in.empty() && !has_more_) return std::nullopt;
    if (coding_ == HttpContentCoding::identity) {
        if (in.size() > allowance_) fail(HttpContentFailure::too_long);
        if (failure_) return std::nullopt;
        allowance_ -= in.size();
        return std::exchange(in, {});
    }
    if (state_ != State::inside && !begin(in)) return std::nullopt;
    return inflate_some(in);
}

// The first member of a body, or one behind another.
bool HttpContentDecoder::begin(Bytes in) noexcept {
    const bool first = state_ == State::beginning;
    if (!first && coding_ != HttpContentCoding::gzip) {
        fail(HttpContentFailure::malformed);
        return false;
    }
    state_ = State::inside;
    if (!first) {
        const int status = ::inflateReset(&stream_->z);
        ASSERT(status == Z_OK);  // a stream that was begun can be begun again
        return true;
    }
    const bool raw = coding_ == HttpContentCoding::deflate && !begins_like_zlib(in.front());
    const int window = coding_ == HttpContentCoding::gzip ? kGzipWindow
                       : raw                              ? kRawWindow
                                                          : kZlibWindow;
    stream_.reset(new (std::nothrow) ZlibStream);
    piece_.reset(new (std::nothrow) std::array<std::byte, kPiece>);
    if (stream_ && piece_ && ::inflateInit2(&stream_->z, window) == Z_OK) return true;
    stream_.reset();
    fail(HttpContentFailure::no_memory);
    return false;
}

Bytes HttpContentDecoder::inflate_some(Bytes& in) noexcept {
    stream_->give(in, *piece_);
    const int status = ::inflate(&stream_->z, Z_NO_FLUSH);
    in = in.subspan(stream_->taken());
    const std::size_t made = stream_->made();
    has_more_ = made == kPiece;
    // Before what may be wrong behind it, so that the verdict does not depend on where a body is
    // cut.
    if (made > allowance_) {
        fail(HttpContentFailure::too_long);
        return {};
    }
    allowance_ -= made;
    switch (status) {
        case Z_STREAM_END:
            state_ = State::behind;
            has_more_ = false;
            break;
        case Z_OK:
        case Z_BUF_ERROR:  // it needs more input
            break;
        case Z_MEM_ERROR:
            fail(HttpContentFailure::no_memory);
            return {};
        default:
            fail(HttpContentFailure::malformed);
            return {};
    }
    return Bytes(*piece_).first(made);
}

std::optional<HttpContentFailure> HttpContentDecoder::end() noexcept {
    const bool open = state_ == State::inside && coding_ != HttpContentCoding::identity;
    if (!failure_ && open) fail(HttpContentFailure::cut_off);
    return failure_;
}

}  // namespace potok
