// The promise of the whole chain, from bytes to counts: what a server does wrong is found, named
// and counted, no more and no less. Two connections talk to a server that commits one fault to a
// message now and then and keeps its own account.
#include <random>

#include "loadtest/verify/identify.hpp"
#include "loadtest/verify/ledger.hpp"
#include "loadtest/verify/stream_verifier.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/printers.hpp"

namespace potok::loadtest {
namespace {

using Buffer = std::vector<std::byte>;

constexpr std::uint64_t kMessages = 400;

// What comes back on one connection, and what should be made of it.
struct Answers {
    std::vector<Buffer> messages;
    MessageCounts expected;
};

class FaultyServer {
  public:
    FaultyServer(const PayloadScheme& scheme, std::uint64_t seed)
        : scheme_(scheme), random_(seed), chances_(2 + random_() % 60) {}

    std::array<Answers, 2> answer_all() {
        for (std::uint32_t connection = 0; connection < 2; ++connection) {
            answers_[connection].expected.sent = kMessages;
        }
        // In turns, so that a message that goes astray arrives while the other one is under way.
        for (std::uint64_t number = 0; number < kMessages; ++number) {
            for (std::uint32_t connection = 0; connection < 2; ++connection) {
                answer({connection, number});
            }
        }
        for (std::uint32_t connection = 0; connection < 2; ++connection)
            release(connection);
        return answers_;
    }

  private:
    void answer(MessageName name) {
        const std::size_t before = answers_[name.connection].expected.ok;
        commit(name);
        hole_before_[name.connection] = answers_[name.connection].expected.ok == before;
    }

    void commit(MessageName name) {
        Answers& own = answers_[name.connection];
        if (held_[name.connection]) {  // the second of a swapped pair goes first
            push(own, message(name));
            ++own.expected.ok;
            push(own, message(*held_[name.connection]));
            ++own.expected.reordered;
            held_[name.connection].reset();
            return;
        }
        switch (random_() % chances_) {
            case 0:
                ++own.expected.lost;
                return;
            case 1:
                held_[name.connection] = name;
                return;
            case 2:
                push(own, message(name));
                ++own.expected.duplicated;
                break;
            case 3:
                push(own, flipped(name));
                ++own.expected.corrupted;
                return;
            case 4:
                push(answers_[1 - name.connection], message(name));
                ++answers_[1 - name.connection].expected.misdelivered;
                ++own.expected.lost;
                return;
            default:
                break;
        }
        push(own, message(name));
        ++own.expected.ok;
    }

    void release(std::uint32_t connection) {
        if (!held_[connection]) return;
        push(answers_[connection], message(*held_[connection]));
        ++answers_[connection].expected.ok;
    }

    static void push(Answers& answers, Buffer bytes) {
        answers.messages.push_back(std::move(bytes));
    }

    Buffer message(MessageName name) const {
        Buffer bytes(scheme_.size_of(name));
        scheme_.image(name).write_to(bytes);
        return bytes;
    }

    // A raw stream cannot tell whose header was spoilt right behind a gap: see StreamVerifier.
    Buffer flipped(MessageName name) {
        Buffer bytes = message(name);
        const bool spared = hole_before_[name.connection] && bytes.size() > scheme_.header_size();
        const std::size_t first = spared ? scheme_.header_size() : 0;
        bytes[first + random_() % (bytes.size() - first)] ^=
            static_cast<std::byte>(1 << random_() % 8);
        return bytes;
    }

    const PayloadScheme& scheme_;
    std::mt19937_64 random_;
    std::uint64_t chances_;
    std::array<Answers, 2> answers_;
    std::array<std::optional<MessageName>, 2> held_;
    std::array<bool, 2> hole_before_{};  // the message before did not come as it should
};

Ledger ledger_with_all_sent(std::uint32_t connection) {
    Ledger ledger(connection);
    for (std::uint64_t number = 0; number < kMessages; ++number)
        ledger.on_sent({});
    return ledger;
}

MessageCounts framed_counts(const PayloadScheme& scheme, std::uint32_t connection,
                            const Answers& answers) {
    Ledger ledger = ledger_with_all_sent(connection);
    for (const Buffer& message : answers.messages) {
        static_cast<void>(ledger.settle(identify(scheme, ledger.expectation(), message)));
    }
    ledger.finish();
    return ledger.counts();
}

// The same answers as one stream, cut anywhere.
MessageCounts raw_counts(const PayloadScheme& scheme, std::uint32_t connection,
                         const Answers& answers, std::mt19937_64& random) {
    Buffer stream;
    for (const Buffer& message : answers.messages) {
        stream.insert(stream.end(), message.begin(), message.end());
    }
    Ledger ledger = ledger_with_all_sent(connection);
    StreamVerifier verifier(scheme);
    for (std::size_t at = 0; at < stream.size();) {
        const std::size_t size = std::min<std::size_t>(1 + random() % 300, stream.size() - at);
        Bytes data = Bytes(stream).subspan(at, size);
        while (const auto verification = verifier.next(data, ledger.expectation())) {
            static_cast<void>(ledger.settle(*verification));
        }
        at += size;
    }
    if (const auto rest = verifier.finish()) static_cast<void>(ledger.settle(*rest));
    ledger.finish();
    return ledger.counts();
}

TEST(FaultInjection, EveryFaultOfAFramedServerIsFoundNamedAndCounted) {
    for (const Alphabet alphabet : {Alphabet::binary, Alphabet::printable}) {
        for (const SizeRange size : {SizeRange{64, 64}, {32, 200}, {1000, 1000}}) {
            for (std::uint64_t seed = 1; seed <= 25; ++seed) {
                const PayloadScheme scheme(seed, alphabet, size);
                const auto answers = FaultyServer(scheme, seed).answer_all();
                for (std::uint32_t connection = 0; connection < 2; ++connection) {
                    ASSERT_EQ(framed_counts(scheme, connection, answers[connection]),
                              answers[connection].expected)
                        << "seed " << seed << ", size " << size.least;
                }
            }
        }
    }
}

TEST(FaultInjection, EveryFaultOfARawServerIsFoundNamedAndCounted) {
    for (const SizeRange size : {SizeRange{64, 64}, {32, 200}, {1000, 1000}}) {
        for (std::uint64_t seed = 1; seed <= 25; ++seed) {
            const PayloadScheme scheme(seed, Alphabet::binary, size);
            std::mt19937_64 random(seed);
            const auto answers = FaultyServer(scheme, seed).answer_all();
            for (std::uint32_t connection = 0; connection < 2; ++connection) {
                ASSERT_EQ(raw_counts(scheme, connection, answers[connection], random),
                          answers[connection].expected)
                    << "seed " << seed << ", size " << size.least;
            }
        }
    }
}

// Too small for a header: which fault it was is a guess, but the sums hold and nothing goes unseen.
TEST(FaultInjection, TinyMessagesHideNoFault) {
    for (const std::size_t size : {1u, 2u, 4u, 8u}) {
        for (std::uint64_t seed = 1; seed <= 25; ++seed) {
            const PayloadScheme scheme(seed, Alphabet::binary, {size, size});
            std::mt19937_64 random(seed);
            const auto answers = FaultyServer(scheme, seed).answer_all();
            for (std::uint32_t connection = 0; connection < 2; ++connection) {
                const Answers& own = answers[connection];
                const MessageCounts framed = framed_counts(scheme, connection, own);
                EXPECT_EQ(framed.received(), own.messages.size());
                for (const MessageCounts& counts :
                     {framed, raw_counts(scheme, connection, own, random)}) {
                    EXPECT_EQ(counts.outstanding(), 0u);
                    EXPECT_EQ(counts.ok == counts.sent && counts.received() == counts.sent,
                              own.expected.ok == own.expected.sent &&
                                  own.expected.received() == own.expected.sent)
                        << "seed " << seed << ", size " << size;
                }
            }
        }
    }
}

}  // namespace
}  // namespace potok::loadtest
