// A client reads the same responses however its input is cut, and parses nothing behind a failure.
//
// Settings: methods of four requests, two bits each (GET, HEAD, CONNECT, one with Upgrade).
#include "tests/conformance/http_client_run.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

using conformance::HttpClientRun;

constexpr HttpLimits kLimits{.head_bytes_max = 512,
                             .fields_max = 12,
                             .trailer_bytes_max = 128,
                             .body_bytes_max = 1000,
                             .extension_bytes_max = 32,
                             .discard_bytes_max = 100,
                             .informational_max = 4};

std::vector<std::string> take_methods(FuzzInput& input) {
    static constexpr const char* kMethods[] = {"GET", "HEAD", "CONNECT", "UPGRADE"};
    const unsigned bits = input.take_byte();
    std::vector<std::string> methods;
    for (unsigned shift = 0; shift < 8; shift += 2)
        methods.emplace_back(kMethods[bits >> shift & 3]);
    return methods;
}

template <class NextSize>
HttpClientRun run_in_pieces(const std::vector<std::string>& methods, Bytes bytes,
                            NextSize&& next_size) {
    HttpClientRun run(methods, kLimits);
    while (!bytes.empty()) {
        const std::size_t size = std::min<std::size_t>(next_size(), bytes.size());
        run.feed(bytes.first(size));
        bytes = bytes.subspan(size);
    }
    run.end();
    return run;
}

std::string all_of(const HttpClientRun& run) {
    return run.transcript() + run.shown();
}

void check(FuzzInput input) {
    const std::vector<std::string> methods = take_methods(input);
    const Bytes bytes = input.rest();
    HttpClientRun whole = run_in_pieces(methods, bytes, [&] { return bytes.size(); });
    const std::string seen = all_of(whole);
    require(all_of(run_in_pieces(methods, bytes, [] { return 1u; })) == seen,
            "byte by byte as whole");
    require(all_of(run_in_pieces(methods, bytes, [&] { return input.next_piece(); })) == seen,
            "in pieces as whole");
    if (whole.failed()) {
        whole.feed(bytes_of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        require(all_of(whole) == seen, "nothing is parsed behind a failure");
    }
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
