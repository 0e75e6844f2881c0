// Schedule: what will happen in a world and when; what is due at one instant happens in the order
// in which it was asked for. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "reactor/clock.hpp"

namespace potok::sim {

class Schedule {
  public:
    void at(Instant when, std::function<void()> deed) {
        deeds_.emplace(std::pair(when, asked_++), std::move(deed));
    }

    [[nodiscard]] std::optional<Instant> next() const {
        if (deeds_.empty()) return std::nullopt;
        return deeds_.begin()->first.first;
    }

    // Does the first deed. Precondition: next() names one.
    void do_next() {
        const auto deed = deeds_.extract(deeds_.begin());
        deed.mapped()();
    }

  private:
    std::map<std::pair<Instant, std::uint64_t>, std::function<void()>> deeds_;
    std::uint64_t asked_ = 0;
};

}  // namespace potok::sim
