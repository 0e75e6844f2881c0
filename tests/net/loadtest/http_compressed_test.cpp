// potok-loadtest --compression: the answers are checked for what they stand for.
#include "tests/net/loadtest/http_server_fixture.hpp"
#include "tests/support/compressed.hpp"

namespace potok::testing {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;

constexpr std::uint64_t kAll = kConnections * kMessages;

std::string coded(const std::string& coding, const std::string& body) {
    return response("200 Yes", body, "Content-Encoding: " + coding + "\r\n");
}

class HttpCompressedTest : public HttpServerTest {
  protected:
    // To whoever asks for it.
    void load_compressed(const Answer& answer) {
        const auto asked = [answer, otherwise = http(ok),
                            compressed = http(answer)](std::string_view chunk) {
            const bool asks = chunk.find("\r\nAccept-Encoding: gzip, deflate\r\n") != chunk.npos;
            return asks ? compressed(chunk) : otherwise(chunk);
        };
        load([&] { return Script{.answer = asked}; }, {"--compression"});
    }
    void expect_lost_connections(const std::string& kind, const std::string& reason) {
        SCOPED_TRACE(run->story());
        expect_not_passed();
        EXPECT_EQ(run->count("messages/ok"), 0u);
        EXPECT_EQ(run->losses(), (Faults{{"load: " + reason, kConnections}}));
        expect_bad_answers(kind, kConnections);
    }
};

TEST_F(HttpCompressedTest, AnswersAreWhatTheyStandFor) {
    for (const auto& [coding, window] :
         {std::pair("gzip", kGzip), {"deflate", kZlib}, {"deflate", kRawDeflate}}) {
        load_compressed([c = std::string(coding), w = window](const std::string& body) {
            return coded(c, compressed(body, w));
        });
        expect_passed();
        EXPECT_EQ(run->count("messages/http_compressed_answers"), kAll);
        EXPECT_THAT(run->text(), HasSubstr("answers that came compressed: 20\n"));
    }
}

TEST_F(HttpCompressedTest, AServerMayAnswerAsItIs) {
    load_compressed(ok);
    expect_passed();
    EXPECT_EQ(run->count("messages/http_compressed_answers"), 0u);
}

TEST_F(HttpCompressedTest, ADamagedMessageIsFoundBehindItsCoding) {
    load_compressed([](std::string body) {
        body[40] ^= 1;
        return coded("gzip", compressed(body));
    });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->faults(), (Faults{{"corrupted", kAll}}));
    EXPECT_EQ(run->count("first_faults/0/offset_bytes"), 40u);
    EXPECT_EQ(run->losses(), Faults{});
}

TEST_F(HttpCompressedTest, ABrokenCodingIsToldAsSuch) {
    load_compressed([](const std::string& body) {
        std::string broken = compressed(body);
        broken[broken.size() - 6] ^= 1;  // of the checksum
        return coded("gzip", broken);
    });
    expect_lost_connections("coding", "protocol_error");
}

TEST_F(HttpCompressedTest, ACodingWithoutItsEndIsToldAsSuch) {
    load_compressed([](const std::string& body) {
        const std::string whole = compressed(body);
        return coded("gzip", whole.substr(0, whole.size() - 6));
    });
    expect_lost_connections("coding", "protocol_error");
}

TEST_F(HttpCompressedTest, ACodingThatNobodyAskedForIsToldAsSuch) {
    load_compressed([](const std::string& body) { return coded("br", body); });
    expect_lost_connections("coding", "protocol_error");
}

// Fifty megabytes in as many kilobytes: they cost what any message of the run may have.
TEST_F(HttpCompressedTest, ABombIsTooLong) {
    const std::string bomb = compressed(std::string(50'000'000, '\0'));
    load_compressed([bomb](const std::string&) { return coded("gzip", bomb); });
    expect_lost_connections("too_long", "message_too_long");
}

}  // namespace
}  // namespace potok::testing
