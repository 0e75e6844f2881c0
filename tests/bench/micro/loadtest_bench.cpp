// What the load generator spends on one message besides the network: built, booked, checked to the
// byte, settled and recorded in both histograms. It must stay below what the server spends on it.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <vector>

#include "loadtest/histogram.hpp"
#include "loadtest/verify/identify.hpp"
#include "loadtest/verify/ledger.hpp"
#include "loadtest/verify/stream_verifier.hpp"

namespace potok::loadtest {
namespace {

// A connection whose server answers every message at once.
class Conversation {
  public:
    Conversation(Alphabet alphabet, std::size_t size)
        : payloads_(1, alphabet, {size, size}), wire_(size) {}

    void send() {
        now_ += std::chrono::microseconds(1);
        payloads_.image(ledger_.next_to_send()).write_to(wire_);
        ledger_.on_sent({.intended = now_, .sent = now_});
        benchmark::ClobberMemory();
    }
    void receive_frame() { settle(identify(payloads_, ledger_.expectation(), wire_)); }
    void receive_bytes() {
        Bytes data = wire_;
        while (const auto verification = verifier_.next(data, ledger_.expectation())) {
            settle(*verification);
        }
    }
    [[nodiscard]] bool all_ok() const { return ledger_.counts().ok == ledger_.counts().sent; }

  private:
    void settle(const Verification& verification) {
        const Settlement settlement = ledger_.settle(verification);
        const Instant arrival = settlement.dispatch.sent + std::chrono::microseconds(50);
        latency_.record(arrival - settlement.dispatch.intended);
        latency_raw_.record(arrival - settlement.dispatch.sent);
    }

    PayloadScheme payloads_;
    std::vector<std::byte> wire_;
    Ledger ledger_{7};
    StreamVerifier verifier_{payloads_};
    Histogram latency_;
    Histogram latency_raw_;
    Instant now_;
};

void framed_message(benchmark::State& state, Alphabet alphabet) {
    Conversation conversation(alphabet, static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        conversation.send();
        conversation.receive_frame();
    }
    if (!conversation.all_ok()) state.SkipWithError("an answer was not ok");
}
BENCHMARK_CAPTURE(framed_message, binary, Alphabet::binary)->Arg(8)->Arg(64)->Arg(1024);
BENCHMARK_CAPTURE(framed_message, printable, Alphabet::printable)->Arg(64);

void raw_message(benchmark::State& state) {
    Conversation conversation(Alphabet::binary, static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        conversation.send();
        conversation.receive_bytes();
    }
    if (!conversation.all_ok()) state.SkipWithError("an answer was not ok");
}
BENCHMARK(raw_message)->Arg(8)->Arg(64)->Arg(1024);

}  // namespace
}  // namespace potok::loadtest
