// HttpContentDecoder: undoes the Content-Encoding of a body (RFC 9110 §8.4): gzip, deflate.
//
// A few bytes may stand for very many, so what comes out is handed over in pieces of a fixed size
// and counted against a limit: a bomb costs the limit and no more. "deflate" is zlib's format, and
// raw deflate is taken too, since some servers send that under the name; a gzip body may have
// several members (RFC 1952 §2.2). One thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.hpp"
#include "protocol/http_head.hpp"

namespace potok {

struct ZlibStream;

enum class HttpContentCoding : std::uint8_t { identity, gzip, deflate };

// Of a head; none where there is a coding that nobody asked for, or more than one.
[[nodiscard]] std::optional<HttpContentCoding> content_coding_of(const HttpFields& fields) noexcept;

enum class HttpContentFailure : std::uint8_t {
    malformed,  // not what the coding says, or bytes behind its end
    too_long,   // more than the limit comes out of it
    cut_off,    // the body ended before its coding did
    no_memory,
};

class HttpContentDecoder {
  public:
    static constexpr std::size_t kPiece = 16 * 1024;

    // `content_max`: bytes that may come out.
    HttpContentDecoder(HttpContentCoding coding, std::uint64_t content_max);
    ~HttpContentDecoder();
    HttpContentDecoder(const HttpContentDecoder&) = delete;
    HttpContentDecoder& operator=(const HttpContentDecoder&) = delete;

    // Calls visit(Bytes) for each piece of what `in` stands for. After a failure always the same.
    template <class Visit>
    [[nodiscard]] std::optional<HttpContentFailure> decode(Bytes in, Visit&& visit) {
        while (!failure_) {
            const std::optional<Bytes> piece = next_piece(in);
            if (!piece) break;
            if (!piece->empty()) visit(*piece);
        }
        return failure_;
    }

    // The body is over.
    [[nodiscard]] std::optional<HttpContentFailure> end() noexcept;

  private:
    enum class State : std::uint8_t { beginning, inside, behind };

    // None: all of `in` was used. Maybe empty: there is more to do.
    [[nodiscard]] std::optional<Bytes> next_piece(Bytes& in) noexcept;
    [[nodiscard]] bool begin(Bytes in) noexcept;
    [[nodiscard]] Bytes inflate_some(Bytes& in) noexcept;
    void fail(HttpContentFailure failure) noexcept;

    const HttpContentCoding coding_;
    std::uint64_t allowance_;
    State state_ = State::beginning;
    bool has_more_ = false;  // the last piece was full: there may be output without input
    std::optional<HttpContentFailure> failure_;
    std::unique_ptr<ZlibStream> stream_;
    std::unique_ptr<std::array<std::byte, kPiece>> piece_;
};

}  // namespace potok
