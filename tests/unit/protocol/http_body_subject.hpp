// HttpBodySubject: the body decoder for the engine contract. Trailers are written as
// "{name:value}".
//
// Without a test framework: the fuzz target uses it as well.
#pragma once

#include "protocol/http_body.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {

class HttpBodySubject {
  public:
    static constexpr std::size_t kTailMax = HttpLimits{}.trailer_bytes_max;

    // `limits` outlives the subject.
    HttpBodySubject(const HttpFraming& framing, const HttpLimits& limits) : decoder_(limits) {
        decoder_.restart(framing);
    }

    Pull pull(Bytes& cursor, std::string& transcript) {
        using Kind = HttpBodyDecoder::Event::Kind;
        HttpFields trailers;
        const HttpBodyDecoder::Event event = decoder_.next(cursor, trailers);
        switch (event.kind) {
            case Kind::need_more:
                return Pull::need_more;
            case Kind::data:
                require(!event.bytes.empty(), "data is never empty");
                write_hex(transcript, event.bytes);
                return Pull::event;
            case Kind::trailers:
                for (const HttpField& field : trailers)
                    transcript += "{" + hex(field.name) + ":" + hex(field.value) + "}";
                return Pull::event;
            case Kind::end:
                // What follows the body is not the decoder's, and would be left in the cursor.
                if (!ended_) transcript += ";";
                ended_ = true;
                cursor = {};
                return Pull::need_more;
            case Kind::failure:
                break;
        }
        transcript += "!" + std::to_string(static_cast<int>(event.failure));
        return Pull::failure;
    }

    HttpBodyDecoder& decoder() { return decoder_; }

  private:
    HttpBodyDecoder decoder_;
    bool ended_ = false;
};

}  // namespace potok::test
