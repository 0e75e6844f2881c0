// TLS in a simulated world: its servers, its clients from outside, and OpenSSL's chance.
//
// OpenSSL draws its random numbers from the world's seed, so a handshake is repeated byte for byte.
// One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "protocol/session/tls_session.hpp"
#include "tests/sim/client.hpp"
#include "tests/sim/rig.hpp"

namespace potok::sim {

// From here to the next of these OpenSSL's random numbers follow from the world's seed.
void seed_openssl(World& world);

// What the TLS sessions of a world share, and how their handshakes went.
struct TlsWorld final : TlsObserver {
    explicit TlsWorld(World& of);

    // Either version, of either role.
    [[nodiscard]] std::unique_ptr<Session> over_tls(EventLoop& loop, bool server,
                                                    std::unique_ptr<Session> upper);
    // Sessions above TLS: these and those are checked.
    [[nodiscard]] Rig::MakeSession servers(Rig& rig, Rig::MakeSession make);

    World& world;
    int version;
    std::deque<TlsRoom> rooms;  // one a loop
    std::size_t established = 0;
    std::size_t failed = 0;

  private:
    void on_tls_established(Stream&, TlsEngine&, Duration) override { ++established; }
    void on_tls_failed(Stream&, TlsEngine&) override { ++failed; }
};

// Who speaks TLS from outside says `says`, and is owed `owed` for it.
struct TlsTalk {
    std::string says;
    std::string owed;
    bool closes = true;  // with close_notify, behind what it says
};
// The plan's pace and ending are kept; what it says and expects is the talk's.
void speak_tls(World& world, int version, const TlsTalk& talk, ClientPlan& plan);

}  // namespace potok::sim
