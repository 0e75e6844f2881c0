// OpenSSL's chance is replaced in the way that needs no provider, which it calls deprecated.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "tests/sim/tls_traffic.hpp"

#include <openssl/rand.h>

#include <cstring>
#include <utility>

#include "tests/support/tls_peer.hpp"

namespace potok::sim {
namespace {

Random& openssl_random() {
    static Random random(1);
    return random;
}

int draw(unsigned char* out, int size) {
    for (int i = 0; i < size; ++i)
        out[i] = static_cast<unsigned char>(openssl_random().next());
    return 1;
}

int is_seeded() {
    return 1;
}

// Keys, certificate and contexts are made before the first world's seed, and alike in each process.
void begin_chance() {
    static const RAND_METHOD method{nullptr, draw, nullptr, nullptr, draw, is_seeded};
    begin_openssl();
    if (RAND_set_rand_method(&method) != 1) std::abort();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
        static_cast<void>(testing::tls_context({.version = version}));
}

constexpr std::uint32_t kLoopsMax = 3;

// Understands TLS: what it looks at is ciphertext, what it makes of it plaintext.
class TlsView final : public ClientView {
  public:
    TlsView(World& world, int version, TlsTalk talk)
        : world_(world), talk_(std::move(talk)), peer_(false, {.version = version}) {
        static_cast<void>(peer_.handshake());
    }

    [[nodiscard]] std::string first_words() { return peer_.take(); }

    std::string look(std::string_view piece, std::string& answer) override {
        peer_.feed(piece);
        if (!said_ && peer_.handshake()) say();
        std::string plaintext = said_ ? peer_.read() : std::string();
        answer += peer_.take();
        if (peer_.failure() != 0) world_.fail("OpenSSL found a fault in what our server said");
        return plaintext;
    }

    // Of an end for idleness the stream below knows alone, and it speaks no TLS.
    void look_at_end(bool) override {
        if (!said_ || !talk_.closes || peer_.was_closed()) return;
        world_.fail("a server ended without its close_notify");
    }

  private:
    void say() {
        said_ = true;
        for (std::string_view rest = talk_.says; !rest.empty();) {
            const std::size_t size = world_.random.mostly_small(rest.size());
            peer_.write(rest.substr(0, size));
            rest.remove_prefix(size);
            if (SSL_version(peer_.ssl()) == TLS1_3_VERSION && world_.random.chance(30))
                peer_.update_keys(world_.random.coin());
        }
        if (talk_.closes) peer_.close();
    }

    World& world_;
    const TlsTalk talk_;
    testing::TlsPeer peer_;
    bool said_ = false;
};

}  // namespace

void seed_openssl(World& world) {
    static const bool begun = [] {
        begin_chance();
        return true;
    }();
    static_cast<void>(begun);
    openssl_random() = Random(world.random.next());
}

TlsWorld::TlsWorld(World& of)
    : world(of), version(of.random.coin() ? TLS1_2_VERSION : TLS1_3_VERSION) {
    seed_openssl(of);
    // In half of the worlds a few clients are a storm.
    TlsRoomOptions options;
    if (of.random.coin()) options.handshake_steps_max = 1;
    for (std::uint32_t loop = 0; loop < kLoopsMax; ++loop)
        rooms.emplace_back(options);
}

std::unique_ptr<Session> TlsWorld::over_tls(EventLoop& loop, bool server,
                                            std::unique_ptr<Session> upper) {
    return std::make_unique<TlsSession>(testing::make_ssl(server, {.version = version}),
                                        std::move(upper), rooms[loop.index()], *this);
}

Rig::MakeSession TlsWorld::servers(Rig& rig, Rig::MakeSession make) {
    return [this, &rig, make = std::move(make)](EventLoop& loop, const Address& peer) {
        return over_tls(loop, true, rig.checked(make(loop, peer)));
    };
}

void speak_tls(World& world, int version, const TlsTalk& talk, ClientPlan& plan) {
    auto view = std::make_shared<TlsView>(world, version, talk);
    plan.to_send = view->first_words();
    plan.expected = talk.owed;
    plan.view = std::move(view);
}

}  // namespace potok::sim
