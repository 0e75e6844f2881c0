// However a coded body is cut, the same comes out of it, never more than the limit, and behind a
// failure nothing; and content as it is comes out as it is.
//
// Settings: coding (modulo 4; 3: as Content-Encoding says, which is the input's first line), what
// may come out (4 bytes, big-endian, modulo 256 KiB).
#include "protocol/http_content.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/http_pieces.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

constexpr std::uint32_t kContentMax = 256 * 1024;

// Feeds one decoder, and keeps what it said.
class Decoding {
  public:
    Decoding(HttpContentCoding coding, std::uint64_t content_max) : decoder_(coding, content_max) {}

    void feed(Bytes piece) {
        failure_ = decoder_.decode(piece, [this](Bytes bytes) {
            require(!failure_ && !bytes.empty(), "a piece is never empty, nor behind a failure");
            content_ += text_of(bytes);
        });
    }
    void end() { failure_ = decoder_.end(); }

    [[nodiscard]] const std::string& content() const noexcept { return content_; }
    [[nodiscard]] std::optional<HttpContentFailure> failure() const noexcept { return failure_; }

  private:
    HttpContentDecoder decoder_;
    std::string content_;
    std::optional<HttpContentFailure> failure_;
};

struct Settings {
    HttpContentCoding coding;
    std::uint64_t content_max;
};

template <class NextSize>
std::unique_ptr<Decoding> decode_in_pieces(const Settings& settings, Bytes bytes,
                                           NextSize&& next_size) {
    auto decoding = std::make_unique<Decoding>(settings.coding, settings.content_max);
    feed_in_pieces(*decoding, bytes, next_size);
    decoding->end();
    return decoding;
}

void expect_same(const Decoding& one, const Decoding& other) {
    require(one.failure() == other.failure(), "it fails in the same way however it is cut");
    // How much of it is told before a failure depends on where the pieces end.
    if (!one.failure()) require(one.content() == other.content(), "the same comes out");
}

// Takes the line that says it off the front of the body.
std::optional<HttpContentCoding> take_coding(Bytes& body) {
    const std::string_view text = text_of(body);
    const std::size_t line = std::min(text.find('\n'), text.size());
    HttpFields fields;
    require(fields.add({"Content-Encoding", without_blanks(text.substr(0, line))}), "one field");
    body = body.subspan(std::min(line + 1, body.size()));
    return content_coding_of(fields);
}

void check(FuzzInput input) {
    Settings settings{};
    const unsigned coding = input.take_byte() % 4;
    settings.content_max = input.take_number() % kContentMax;
    Bytes bytes = input.rest();
    const auto said = coding == 3 ? take_coding(bytes) : static_cast<HttpContentCoding>(coding);
    if (!said) return;
    settings.coding = *said;
    const auto whole = decode_in_pieces(settings, bytes, [&] { return bytes.size(); });
    require(whole->content().size() <= settings.content_max, "the limit holds");
    expect_same(*whole, *decode_in_pieces(settings, bytes, [] { return 1u; }));
    expect_same(*whole, *decode_in_pieces(settings, bytes, [&] { return input.next_piece(); }));
    if (settings.coding == HttpContentCoding::identity && !whole->failure())
        require(whole->content() == text_of(bytes), "what has no coding is as it is");
    if (!whole->failure()) return;
    const std::string before = whole->content();
    const auto failure = whole->failure();
    whole->feed(bytes_of("more"));
    require(whole->content() == before && whole->failure() == failure, "nothing behind a failure");
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
