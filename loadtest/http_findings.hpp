// HttpFindings: the answers of an HTTP server that were none, or no good ones: how often, and to
// whom first.
//
// The books have what became of the messages (verify/ledger.hpp); this has what the server said
// instead of their bytes. Statuses are a stranger's, so the kinds are bounded: what is over the
// bound stands in the books only. Loop thread only until merged.
#pragma once

#include <cstdint>
#include <vector>

#include "reactor/clock.hpp"

namespace potok::loadtest {

struct HttpBadAnswer {
    enum class Kind : std::uint8_t {
        status,     // another than 200
        malformed,  // no HTTP/1.1 response, or a broken one
        too_long,   // a body beyond any message of the run, or such a head
        coding,     // a Content-Encoding that was not asked for, or is broken
        cut_off,    // the connection ended inside it
        unasked,    // bytes where no request was under way
    };

    Kind kind{};
    std::uint16_t status = 0;  // of Kind::status
    friend bool operator==(const HttpBadAnswer&, const HttpBadAnswer&) = default;
};

class HttpFindings {
  public:
    static constexpr std::size_t kKindsMax = 32;

    struct Entry {
        HttpBadAnswer answer;
        std::uint64_t count = 0;
        // Of the first.
        std::uint32_t connection = 0;
        Duration since_start{};
        friend bool operator==(const Entry&, const Entry&) = default;
    };

    void note(std::uint32_t connection, Duration since_start, const HttpBadAnswer& answer);
    void merge(const HttpFindings& other);

    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }

  private:
    void add(const Entry& entry);

    std::vector<Entry> entries_;
};

}  // namespace potok::loadtest
