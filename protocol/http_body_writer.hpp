// HttpBodyWriter: frames the body of one message as its head announced it.
//
// It counts what is written against what was announced, so that a message can never end where its
// recipient does not expect it: what would be too much is not written, and what is too little is
// told. An answer to HEAD is muted: written as if to GET, and nothing comes of it. One thread at a
// time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "protocol/http_write.hpp"

namespace potok {

class HttpBodyWriter {
  public:
    // For the next message.
    void restart(const HttpFraming& framing, bool muted = false) noexcept;

    // A part of the body, whole.
    [[nodiscard]] std::optional<HttpRefusal> write(Bytes part, std::string& out);

    // What goes before and behind a part of `bytes` bytes that the caller sends itself. An empty
    // part is nothing at all.
    [[nodiscard]] std::optional<HttpRefusal> begin_part(std::uint64_t bytes, std::string& out);
    void end_part(std::uint64_t bytes, std::string& out) const;

    // The end of the body. After body_under_length nothing can follow: the connection is to be
    // closed.
    [[nodiscard]] std::optional<HttpRefusal> end(HttpFieldList trailers, std::string& out);

    [[nodiscard]] bool muted() const noexcept { return muted_; }

  private:
    std::uint64_t missing_ = 0;  // of a length
    HttpFraming::Kind kind_ = HttpFraming::Kind::none;
    bool muted_ = false;
};

}  // namespace potok
