#include "tests/sim/hearing.hpp"

#include <charconv>
#include <utility>

#include "base/assert.hpp"
#include "tests/sim/world.hpp"

namespace potok::sim {
namespace {

// Two digits and six.
constexpr std::size_t kStampBytes = 8;
static_assert(Publications::kPublishersMax * Publications::kMessagesMax == 100'000'000);

}  // namespace

Publications::Publications(std::size_t publishers) : said_(publishers) {
    ASSERT(publishers <= kPublishersMax);
}

std::string Publications::next_stamp(std::size_t publisher) const {
    const std::size_t number = said_.at(publisher).size();
    const std::string digits = std::to_string(publisher * kMessagesMax + number);
    return std::string(kStampBytes - digits.size(), '0') + digits;
}

void Publications::add(std::size_t publisher, std::string wire) {
    ASSERT(said_.at(publisher).size() < kMessagesMax);
    said_[publisher].push_back(std::move(wire));
}

const std::string* Publications::find(const Stamp& stamp) const {
    if (stamp.publisher >= said_.size()) return nullptr;
    const auto& said = said_[stamp.publisher];
    return stamp.number < said.size() ? &said[stamp.number] : nullptr;
}

auto Publications::read_stamp(std::string_view payload) -> std::optional<Stamp> {
    if (payload.size() < kStampBytes) return std::nullopt;
    std::size_t both = 0;
    const char* const end = payload.data() + kStampBytes;
    if (std::from_chars(payload.data(), end, both).ptr != end) return std::nullopt;
    return Stamp{both / kMessagesMax, both % kMessagesMax};
}

void Hearing::take(std::string_view wire, std::string_view payload) {
    const auto stamp = Publications::read_stamp(payload);
    if (!stamp) world_.fail("a broadcast message lost its stamp");
    const std::string* const said = publications_.find(*stamp);
    if (said == nullptr || *said != wire) world_.fail("a member was told what nobody had said");
    const auto [next, first] = next_.emplace(stamp->publisher, stamp->number);
    const bool from_the_start = !first || !owed_all_of(stamp->publisher) || stamp->number == 0;
    if (next->second != stamp->number || !from_the_start) {
        world_.fail("publisher " + std::to_string(stamp->publisher) + " said " +
                    std::to_string(stamp->number) + " where " + std::to_string(next->second) +
                    " was due");
    }
    ++next->second;
}

std::size_t Hearing::heard_of(std::size_t publisher) const {
    const auto heard = next_.find(publisher);
    return heard == next_.end() ? 0 : heard->second;
}

bool Hearing::has_heard_all() const {
    for (std::size_t publisher = 0; publisher < publications_.publishers(); ++publisher) {
        if (!owed_all_of(publisher)) continue;
        if (heard_of(publisher) < publications_.owed(publisher)) return false;
    }
    return true;
}

}  // namespace potok::sim
