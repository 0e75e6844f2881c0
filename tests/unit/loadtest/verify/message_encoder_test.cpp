#include "loadtest/verify/message_encoder.hpp"

#include "protocol/line.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

EndpointAddress target(std::string_view text) {
    return std::move(parse_endpoint(text, EndpointUse::target)).value();
}

std::vector<std::byte> payload_of(const PayloadScheme& payloads, MessageName name) {
    const MessageImage image = payloads.image(name);
    std::vector<std::byte> bytes(image.size());
    image.write_to(bytes);
    return bytes;
}

std::vector<std::byte> copy(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

TEST(MessageEncoder, RawMessagesAreThePayloadAlone) {
    const PayloadScheme payloads(1, Alphabet::binary, {.least = 40, .most = 40});
    MessageEncoder encoder(target("tcp://h:1"), payloads, 40);
    EXPECT_EQ(copy(encoder.encode({3, 4})), payload_of(payloads, {3, 4}));
}

TEST(MessageEncoder, FramedMessagesCarryTheLengthTheAddressAsksFor) {
    const PayloadScheme payloads(1, Alphabet::binary, {.least = 1, .most = 200});
    for (const char* options : {"prefix=u8", "prefix=u16be", "prefix=u32le", "prefix=u64be",
                                "prefix=varint", "prefix=u16le&counts-header=yes"}) {
        SCOPED_TRACE(options);
        const EndpointAddress address = target("lp://h:1?" + std::string(options));
        const LengthPrefix format = address.length_prefix(200);
        MessageEncoder encoder(address, payloads, 200);
        for (std::uint64_t number = 0; number < 20; ++number) {
            const MessageName name{7, number};
            const Bytes encoded = encoder.encode(name);
            const LengthHeader header = read_header(format, encoded);
            ASSERT_EQ(header.state, LengthHeader::State::complete);
            EXPECT_EQ(copy(encoded.subspan(header.header_bytes)), payload_of(payloads, name));
            EXPECT_EQ(header.payload_bytes, payloads.size_of(name));
        }
    }
}

TEST(MessageEncoder, LinesEndOnceAndNowhereElse) {
    const PayloadScheme payloads(1, alphabet_of(EndpointScheme::line, false),
                                 {.least = 1, .most = 300});
    MessageEncoder encoder(target("line://h:1"), payloads, 300);
    for (std::uint64_t number = 0; number < 200; ++number) {
        const Bytes encoded = encoder.encode({9, number});
        EXPECT_EQ(text_of(encoded).find('\n'), encoded.size() - 1);
        EXPECT_EQ(text_of(encoded).find('\r'), std::string_view::npos);
    }
}

}  // namespace
}  // namespace potok::loadtest
