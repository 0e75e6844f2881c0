// A server reads the same requests however its input is cut, parses nothing behind a failure, and
// what it took, written anew, it takes for the same.
//
// Settings: whether requests are answered before their bodies were read (the low bit).
#include "tests/conformance/http_server_run.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

using conformance::HttpServerRun;

// Small ones, so that the fuzzer meets them.
constexpr HttpLimits kLimits{.head_bytes_max = 512,
                             .fields_max = 12,
                             .trailer_bytes_max = 128,
                             .body_bytes_max = 1000,
                             .extension_bytes_max = 32,
                             .discard_bytes_max = 100,
                             .informational_max = 4};

template <class NextSize>
HttpServerRun run_in_pieces(bool early, Bytes bytes, NextSize&& next_size) {
    HttpServerRun run(kLimits, early);
    while (!bytes.empty()) {
        const std::size_t size = std::min<std::size_t>(next_size(), bytes.size());
        run.feed(bytes.first(size));
        bytes = bytes.subspan(size);
    }
    run.end();
    return run;
}

std::string all_of(const HttpServerRun& run) {
    return run.transcript() + run.shown() + run.sent();
}

void check(FuzzInput input) {
    const bool early = (input.take_byte() & 1) != 0;
    const Bytes bytes = input.rest();
    HttpServerRun whole = run_in_pieces(early, bytes, [&] { return bytes.size(); });
    const std::string seen = all_of(whole);
    require(all_of(run_in_pieces(early, bytes, [] { return 1u; })) == seen,
            "byte by byte as whole");
    require(all_of(run_in_pieces(early, bytes, [&] { return input.next_piece(); })) == seen,
            "in pieces as whole");
    if (whole.failed()) {
        whole.feed(bytes_of("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        require(all_of(whole) == seen, "nothing is parsed behind a failure");
    }
    // What was answered early was dropped.
    if (early) return;
    const std::string rewritten = whole.rewritten();
    const HttpServerRun again =
        run_in_pieces(early, bytes_of(rewritten), [&] { return rewritten.size(); });
    require(again.shown() == whole.shown(), "written anew it is the same");
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
