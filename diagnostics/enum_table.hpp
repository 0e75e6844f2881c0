// covers_in_order: whether a table can be looked up in by an enumerator's value.
//
// The texts of an enumeration stand in tables of one entry each. An enumerator without an entry, or
// an entry out of its place, does not compile. Any thread.
#pragma once

#include <cstddef>

namespace potok {

// `key` is the entry's own enumerator, `last` the enumeration's last.
template <typename Entries, typename Entry, typename Enum>
[[nodiscard]] consteval bool covers_in_order(const Entries& entries, Enum Entry::*key, Enum last) {
    std::size_t index = 0;
    for (const Entry& entry : entries)
        if (static_cast<std::size_t>(entry.*key) != index++) return false;
    return index == static_cast<std::size_t>(last) + 1;
}

}  // namespace potok
