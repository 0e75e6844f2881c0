// Payload bytes: the mask beside a copy of the same bytes, and UTF-8 beside the way that goes byte
// by byte.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string>
#include <vector>

#include "protocol/utf8.hpp"
#include "protocol/websocket_frame.hpp"

namespace potok {
namespace {

void mask_by_unit(benchmark::State& state) {
    std::vector<std::byte> place(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        apply_mask(place, 0x12345678);
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

void mask_by_memcpy(benchmark::State& state) {
    const std::vector<std::byte> from(static_cast<std::size_t>(state.range(0)));
    std::vector<std::byte> place(from.size());
    for (auto _ : state) {
        std::memcpy(place.data(), from.data(), from.size());
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

BENCHMARK(mask_by_unit)->Arg(20)->Arg(1024)->Arg(65'536);
BENCHMARK(mask_by_memcpy)->Arg(20)->Arg(1024)->Arg(65'536);

// Words and spaces, as people write; cut between two letters.
std::string russian(std::size_t bytes) {
    constexpr std::string_view kSentence =
        "Съешь же ещё этих мягких французских булок, да выпей чаю. ";
    std::string text;
    while (text.size() < bytes)
        text += kSentence;
    return std::string(text_of(utf8_front(bytes_of(text), bytes)));
}

void validate(benchmark::State& state, const ByteKernels& kernels) {
    const std::string text = russian(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        Utf8Validator validator;
        benchmark::DoNotOptimize(validator.valid_front(bytes_of(text), kernels));
    }
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

void utf8_by_unit(benchmark::State& state) {
    validate(state, byte_kernels());
}

void utf8_by_bytes(benchmark::State& state) {
    validate(state, *byte_kernels_for(VectorUnit::none));
}

BENCHMARK(utf8_by_unit)->Arg(32)->Arg(64)->Arg(1024)->Arg(65'536);
BENCHMARK(utf8_by_bytes)->Arg(32)->Arg(64)->Arg(1024)->Arg(65'536);

}  // namespace
}  // namespace potok
