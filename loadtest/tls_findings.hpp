// TlsFindings: what handshakes agreed on, how long they took, and why some failed: how often, and
// to whom first.
//
// What a peer says is a stranger's, so the kinds are bounded: what is over the bound stands in the
// losses only. Loop thread only until merged.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "loadtest/histogram.hpp"
#include "protocol/tls_facts.hpp"
#include "protocol/tls_failure.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

class TlsFindings {
  public:
    static constexpr std::size_t kKindsMax = 32;  // of either

    struct Agreed {
        TlsVersion version = TlsVersion::other;
        std::string suite;
        std::uint64_t full = 0;
        std::uint64_t resumed = 0;
    };

    struct Failed {
        std::shared_ptr<const TlsFailure> failure;
        std::uint64_t count = 0;
        std::uint32_t connection = 0;  // the one with the lowest number
    };

    void note_established(const TlsFacts& facts, Duration took);
    void note_failure(std::uint32_t connection, TlsFailure failure);
    void merge(const TlsFindings& other);

    [[nodiscard]] const std::vector<Agreed>& agreed() const noexcept { return agreed_; }
    [[nodiscard]] const std::vector<Failed>& failures() const noexcept { return failures_; }
    // From the first byte of TLS to the last of the handshake; coarse: milliseconds.
    [[nodiscard]] const Histogram& took() const noexcept { return took_; }

  private:
    void add(const Agreed& agreed);
    void add(const Failed& failed);

    std::vector<Agreed> agreed_;
    std::vector<Failed> failures_;
    Histogram took_;
};

}  // namespace potok::loadtest
