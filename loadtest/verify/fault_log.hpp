// FaultLog: the first example of each kind of fault, as values; the report makes the sentence.
//
// "7 corrupted" says that something is wrong; which byte of which message was what instead of what,
// and when, is where the search for the cause begins. Loop thread only until merged.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "loadtest/verify/identify.hpp"
#include "loadtest/verify/message_counts.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

struct FaultExample {
    Fault fault{};
    std::uint32_t connection = 0;  // where it was noticed; of a lost message: that sent it
    Duration since_start{};        // when it arrived; of a lost message: when it was sent
    // Of a lost delivery of a fan-out: where it did not arrive, and when it was due.

    // The message concerned, also that of another connection. Foreign bytes are no message.
    std::optional<MessageName> message;

    // Of a corrupted message: one of them.
    std::optional<Difference> difference;
    std::uint16_t status = 0;  // of an HTTP answer that refused it; 0: none did

    friend bool operator==(const FaultExample&, const FaultExample&) = default;
};

class FaultLog {
  public:
    // Keeps the example if none of its kind is earlier.
    void note(const FaultExample& example) noexcept;
    void merge(const FaultLog& other) noexcept;

    [[nodiscard]] const std::optional<FaultExample>& first(Fault fault) const noexcept {
        return first_[static_cast<std::size_t>(fault)];
    }

  private:
    std::array<std::optional<FaultExample>, kFaults.size()> first_;
};

}  // namespace potok::loadtest
