// Value: what an option's text means, and the way from there into a field of a program's settings.
//
// A field's type says which values it takes: bool a flag, an integer a number or a size,
// nanoseconds a duration, double a rate or a percentage, an enumeration a choice (its enumerators
// in the order of the choices), std::string the rest; a vector takes a repeatable option, an
// optional one that may be unset or has a keyword. A field that does not fit its option is a
// programmer's error, found by the first run.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/assert.hpp"
#include "protocol/session/endpoint_address.hpp"

namespace potok::cli {

// The position of the chosen word among the option's choices.
struct Choice {
    std::size_t index = 0;
    friend bool operator==(const Choice&, const Choice&) = default;
};

// The option's keyword was given in place of a value: "auto".
struct Keyword {
    friend bool operator==(const Keyword&, const Keyword&) = default;
};

using Value = std::variant<bool, std::int64_t, std::chrono::nanoseconds, double, Choice, Keyword,
                           EndpointAddress, std::string>;

namespace detail {

template <class T>
const T& value_as(const Value& value) noexcept {
    const T* const held = std::get_if<T>(&value);
    ASSERT(held != nullptr);
    return *held;
}

template <class Field>
void store_one(Field& field, const Value& value) {
    if constexpr (std::is_enum_v<Field>) {
        field = static_cast<Field>(value_as<Choice>(value).index);
    } else if constexpr (std::integral<Field> && !std::same_as<Field, bool>) {
        const std::int64_t number = value_as<std::int64_t>(value);
        ASSERT(std::in_range<Field>(number));
        field = static_cast<Field>(number);
    } else {
        field = value_as<Field>(value);
    }
}

template <class Item>
void store(std::vector<Item>& field, std::span<const Value> values) {
    field.clear();
    for (const Value& value : values)
        store_one(field.emplace_back(), value);
}

template <class Held>
void store(std::optional<Held>& field, std::span<const Value> values) {
    ASSERT(values.size() == 1);
    if (std::holds_alternative<Keyword>(values.front())) {
        field.reset();
    } else {
        store_one(field.emplace(), values.front());
    }
}

template <class Field>
void store(Field& field, std::span<const Value> values) {
    ASSERT(values.size() == 1);
    store_one(field, values.front());
}

// One address a type: tells at run time whose settings a type-erased pointer points to.
template <class T>
inline constexpr char kTypeTag = 0;

template <class Member>
struct OwnerOf;
template <class Class, class Field>
struct OwnerOf<Field Class::*> {
    using type = Class;
};

}  // namespace detail

// Where an option's values go: a field of a settings structure, its type erased.
struct Target {
    const void* owner = nullptr;  // the type's tag
    void (*store)(void* settings, std::span<const Value> values) = nullptr;
};

// into<&Settings::threads>, or into<&Settings::limits, &Limits::max_message> for a field of a
// field.
template <auto First, auto... Rest>
inline constexpr Target into{
    .owner = &detail::kTypeTag<typename detail::OwnerOf<decltype(First)>::type>,
    .store =
        [](void* settings, std::span<const Value> values) {
            using Owner = typename detail::OwnerOf<decltype(First)>::type;
            Owner& owner = *static_cast<Owner*>(settings);
            detail::store(((owner.*First).*....*Rest), values);
        },
};

}  // namespace potok::cli
