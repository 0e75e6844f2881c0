// Result<T, E>: the value of a set-up call, or the error that kept it from being made.
//
// For calls made once (bind, resolve, parse an address), never on the data path, which speaks in
// small enums. E is the room's own error: an enum with values, no sentence (see diagnostics/).
#pragma once

#include <utility>
#include <variant>

#include "base/assert.hpp"

namespace potok {

template <class T, class E>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    // Precondition of each: ok() says so.
    [[nodiscard]] T& value() & noexcept {
        ASSERT(ok());
        return *std::get_if<0>(&state_);
    }
    [[nodiscard]] const T& value() const& noexcept {
        ASSERT(ok());
        return *std::get_if<0>(&state_);
    }
    [[nodiscard]] T&& value() && noexcept {
        ASSERT(ok());
        return std::move(*std::get_if<0>(&state_));
    }
    [[nodiscard]] const E& error() const noexcept {
        ASSERT(!ok());
        return *std::get_if<1>(&state_);
    }

  private:
    std::variant<T, E> state_;
};

// A set-up call that yields nothing but its success.
struct Done {};

}  // namespace potok
