// MessageEncoder: a message of the run in the form its scheme sends: framed, a line, or bare.
//
// One a driver; the encoded bytes are good until the next call. Loop thread only.
#pragma once

#include <cstddef>
#include <vector>

#include "base/bytes.hpp"
#include "loadtest/verify/payload.hpp"
#include "protocol/length_prefixed.hpp"
#include "protocol/session/endpoint_address.hpp"

namespace potok::loadtest {

class MessageEncoder {
  public:
    // `payloads` outlives the encoder.
    MessageEncoder(const EndpointAddress& target, const PayloadScheme& payloads,
                   std::size_t size_most);

    [[nodiscard]] Bytes encode(MessageName name);

  private:
    const EndpointScheme scheme_;
    const LengthPrefix length_prefix_;
    const PayloadScheme& payloads_;
    std::vector<std::byte> buffer_;
};

// The alphabet that survives the scheme, and of which there is something to compress where a
// WebSocket does.
[[nodiscard]] Alphabet alphabet_of(EndpointScheme scheme, bool compression) noexcept;

}  // namespace potok::loadtest
