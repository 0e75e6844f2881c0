// CloseLog: one line for each connection that ends, loud enough for what it means.
#pragma once

#include "diagnostics/log.hpp"
#include "reactor/address.hpp"
#include "reactor/close_reason.hpp"

namespace potok::echo {

// Any thread; the log outlives it.
class CloseLog {
  public:
    explicit CloseLog(Log& log) noexcept : log_(log) {}

    void write(const Address& peer, CloseReason reason) const;

  private:
    Log& log_;
};

}  // namespace potok::echo
