// TlsTickets: the keys that a server seals its session tickets with.
//
//   now ──► current ──(kPeriod)──► previous ──(kPeriod)──► forgotten
//
// A ticket hands the session to the client, so whoever has its key reads every session it sealed:
// hence a key lives for a day at most, and is then nowhere. A handle: copies share the keys, so
// that tickets outlive a reload of certificates, and each context that uses them keeps them alive.
// Time is a parameter. Any thread.
//
// A session that is resumed is not verified again. So each ticket tells, sealed, when the full
// handshake was made that its session began with: however often it is renewed, nobody comes back
// later than kPeriod after that, nor past the term of the certificate that was shown then.
#pragma once

#include <cstdint>

struct ssl_ctx_st;

namespace potok {

class TlsTickets {
  public:
    // Seconds since whenever; never goes back.
    using Clock = std::int64_t (*)() noexcept;

    // A key seals for so long, and opens for as long again. Of a session: its life.
    static constexpr std::int64_t kPeriod = std::int64_t{12} * 60 * 60;

    TlsTickets() : TlsTickets(&steady_seconds) {}
    explicit TlsTickets(Clock clock);
    TlsTickets(const TlsTickets& other) noexcept;
    TlsTickets& operator=(const TlsTickets& other) noexcept;
    ~TlsTickets();

    // Tickets of this context are sealed with these keys, one for each handshake.
    [[nodiscard]] bool serve(ssl_ctx_st& context) const noexcept;

    struct Keys;

  private:
    [[nodiscard]] static std::int64_t steady_seconds() noexcept;

    Keys* keys_;  // never null; counts its owners
};

}  // namespace potok
