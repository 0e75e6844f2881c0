// HttpFindings: the answers of an HTTP server that were none, or no good ones: how often, and to
// whom first; and how many others came by a redirection, or compressed.
//
// The books have what became of the messages (verify/ledger.hpp); this has what the server said
// instead of their bytes. Statuses are a stranger's, so the kinds are bounded: what is over the
// bound stands in the books only. Loop thread only until merged.
#pragma once

#include <array>
#include <cstddef>
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
        // Redirections that were not followed, where some are.
        redirect_too_many,   // behind as many as are
        redirect_elsewhere,  // to another origin
        redirect_malformed,  // to no place that a request could name
    };

    Kind kind{};
    std::uint16_t status = 0;  // of Kind::status, and of redirections
    friend bool operator==(const HttpBadAnswer&, const HttpBadAnswer&) = default;
};

// What is nothing bad.
enum class HttpEvent : std::uint8_t {
    redirect_followed,
    compressed_answer,  // begun: its end may be another matter
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
    void count(HttpEvent event) noexcept { ++counts_[static_cast<std::size_t>(event)]; }
    void merge(const HttpFindings& other);

    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
    [[nodiscard]] std::uint64_t count_of(HttpEvent event) const noexcept {
        return counts_[static_cast<std::size_t>(event)];
    }

  private:
    void add(const Entry& entry);

    std::vector<Entry> entries_;
    std::array<std::uint64_t, static_cast<std::size_t>(HttpEvent::compressed_answer) + 1> counts_{};
};

}  // namespace potok::loadtest
