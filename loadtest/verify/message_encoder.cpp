#include "loadtest/verify/message_encoder.hpp"

namespace potok::loadtest {

Alphabet alphabet_of(EndpointScheme scheme, bool compression) noexcept {
    const bool compresses = scheme == EndpointScheme::ws && compression;
    const bool printable = scheme == EndpointScheme::line || compresses;
    return printable ? Alphabet::printable : Alphabet::binary;
}

MessageEncoder::MessageEncoder(const EndpointAddress& target, const PayloadScheme& payloads,
                               std::size_t size_most)
    : scheme_(target.scheme),
      length_prefix_(target.length_prefix(size_most)),
      payloads_(payloads),
      buffer_(kLengthHeaderMax + size_most + 1) {}

Bytes MessageEncoder::encode(MessageName name) {
    const MessageImage image = payloads_.image(name);
    std::size_t header = 0;
    if (scheme_ == EndpointScheme::lp) {
        header = encode_header(length_prefix_, image.size(),
                               std::span(buffer_).first<kLengthHeaderMax>());
    }
    image.write_to(std::span(buffer_).subspan(header, image.size()));
    std::size_t end = header + image.size();
    if (scheme_ == EndpointScheme::line) buffer_[end++] = std::byte{'\n'};
    return std::span(buffer_).first(end);
}

}  // namespace potok::loadtest
