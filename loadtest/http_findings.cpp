#include "loadtest/http_findings.hpp"

#include <algorithm>

namespace potok::loadtest {

void HttpFindings::note(std::uint32_t connection, Duration since_start,
                        const HttpBadAnswer& answer) {
    add(Entry{answer, 1, connection, since_start});
}

void HttpFindings::merge(const HttpFindings& other) {
    for (const Entry& entry : other.entries_)
        add(entry);
    for (std::size_t i = 0; i < counts_.size(); ++i)
        counts_[i] += other.counts_[i];
}

void HttpFindings::add(const Entry& entry) {
    const auto known = std::ranges::find(entries_, entry.answer, &Entry::answer);
    if (known == entries_.end()) {
        if (entries_.size() < kKindsMax) entries_.push_back(entry);
        return;
    }
    const std::uint64_t count = known->count + entry.count;
    if (entry.since_start < known->since_start) *known = entry;
    known->count = count;
}

}  // namespace potok::loadtest
