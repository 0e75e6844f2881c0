// FaultyServerTest: a faulty server and plain peers that talk to it.
//
// A message of a test is a text; wire() makes of it what each scheme sends, answers() makes texts
// of what came back. until() pumps the peers while the server works on threads of its own.
#pragma once

#include <thread>

#include "loadtest/faulty/faulty_server.hpp"
#include "protocol/line.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/peer.hpp"

namespace potok::testing {

constexpr std::uint64_t kFaultSeed = 4711;

class FaultyServerTest : public ::testing::Test {
  protected:
    using Kind = loadtest::FaultKind;
    using Texts = std::vector<std::string>;

    void start(const std::vector<std::string>& addresses, const loadtest::FaultPlan& plan,
               std::uint32_t threads = 1, std::uint64_t seed = kFaultSeed) {
        std::vector<EndpointAddress> endpoints;
        for (const std::string& address : addresses)
            endpoints.push_back(parse_endpoint(address, EndpointUse::listen).value());
        auto started = loadtest::FaultyServer::start(endpoints, plan, seed, threads);
        ASSERT_TRUE(started.ok());
        server = std::move(started).value();
    }

    // A server for one scheme. Messages of tcp are four bytes long.
    void start(EndpointScheme scheme, loadtest::FaultPlan plan, std::uint32_t threads = 1,
               std::uint64_t seed = kFaultSeed) {
        if (!plan.tcp_message_bytes) plan.tcp_message_bytes = 4;
        start({std::string(scheme_name(scheme, false)) + "://127.0.0.1:0"}, plan, threads, seed);
    }

    // Connected, and known to the server.
    Peer& add_peer(std::size_t listener = 0, int receive_buffer_bytes = 0) {
        peers.push_back(
            std::make_unique<Peer>(server->addresses().at(listener).port, receive_buffer_bytes));
        until([&] { return server->counts().connections == peers.size(); });
        return *peers.back();
    }

    // Pumps every peer until the condition holds. (Clang 14 has no std::source_location.)
    void until(const std::function<bool()>& condition, const char* file = __builtin_FILE(),
               int line = __builtin_LINE()) {
        const Instant give_up = Clock::now() + std::chrono::seconds(30);
        while (!condition()) {
            if (Clock::now() > give_up) {
                ADD_FAILURE_AT(file, line) << "waited in vain";
                return;
            }
            for (const auto& peer : peers)
                peer->pump();
            std::this_thread::yield();
        }
    }

    static std::string wire(EndpointScheme scheme, std::string_view text) {
        if (scheme == EndpointScheme::line) return std::string(text) + "\n";
        if (scheme == EndpointScheme::tcp) return std::string(text);
        std::array<std::byte, kLengthHeaderMax> room;
        const std::size_t size = encode_header(kPrefix, text.size(), room);
        return std::string(text_of(Bytes(room).first(size))).append(text);
    }
    static std::string wire(EndpointScheme scheme, const Texts& texts) {
        std::string bytes;
        for (const std::string& text : texts)
            bytes += wire(scheme, text);
        return bytes;
    }

    // The whole messages of what a peer received; tcp as messages of four bytes.
    static Texts answers(EndpointScheme scheme, const Peer& peer) {
        const Bytes bytes = bytes_of(peer.received());
        const auto note = [](Texts& texts) {
            return [&texts](Bytes text) { texts.emplace_back(text_of(text)); };
        };
        Texts texts;
        if (scheme == EndpointScheme::tcp) {
            for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4)
                note(texts)(bytes.subspan(i, 4));
        } else if (scheme == EndpointScheme::lp) {
            const LengthPrefixedDecoder decoder(kPrefix);
            decoder.for_each_payload(bytes.first(decoder.whole_messages(bytes).bytes), note(texts));
        } else {
            const LineDecoder decoder(kLine);
            decoder.for_each_payload(bytes.first(decoder.whole_messages(bytes).bytes), note(texts));
        }
        return texts;
    }

    [[nodiscard]] std::uint64_t count(Kind kind) const { return server->counts().of(kind); }

    std::unique_ptr<loadtest::FaultyServer> server;
    std::vector<std::unique_ptr<Peer>> peers;

  private:
    static inline const LengthPrefix kPrefix{};
    static inline const LineFormat kLine{};
};

// The same claim for each scheme.
class FaultyServerSchemeTest : public FaultyServerTest,
                               public ::testing::WithParamInterface<EndpointScheme> {
  protected:
    using FaultyServerTest::start;
    void start(const loadtest::FaultPlan& plan, std::uint32_t threads = 1,
               std::uint64_t seed = kFaultSeed) {
        start(GetParam(), plan, threads, seed);
    }
    void send(Peer& peer, const Texts& texts) { peer.send(wire(GetParam(), texts)); }
    [[nodiscard]] Texts answers(const Peer& peer) const {
        return FaultyServerTest::answers(GetParam(), peer);
    }
    // Sends texts of four letters, and waits until that many answers came.
    Texts ask(Peer& peer, const Texts& texts, std::size_t answers_expected) {
        const std::size_t before = answers(peer).size();
        send(peer, texts);
        until([&] { return answers(peer).size() >= before + answers_expected; });
        const Texts all = answers(peer);
        return {all.begin() + static_cast<std::ptrdiff_t>(before), all.end()};
    }
    // Ends the peer's side and waits for everything, and for the server's end.
    Texts everything(Peer& peer) {
        until([&] { return peer.all_sent(); });
        peer.half_close();
        until([&] { return peer.gone(); });
        EXPECT_FALSE(peer.was_reset());
        return answers(peer);
    }
    // "0000", "0001", …
    static Texts numbered(std::size_t count) {
        Texts texts;
        for (std::size_t i = 0; i < count; ++i)
            texts.push_back((std::to_string(10'000 + i)).substr(1));
        return texts;
    }
};

}  // namespace potok::testing
