#include "loadtest/verify/stream_verifier.hpp"

#include <algorithm>

namespace potok::loadtest {
namespace {

using Kind = Verification::Kind;

// Bytes that stand where a message should, and of which not even a quarter agrees with it, were
// never that message: of random bytes one place in 256 agrees. As in identify.cpp.
constexpr std::uint64_t kKinshipDivisor = 4;
constexpr std::uint64_t kTellingBytes = 4;

Verification corrupted(MessageName name, const Difference& difference) noexcept {
    return {.kind = Kind::corrupted, .name = name, .difference = difference};
}

}  // namespace

// The end of any damage before it.
Verification StreamVerifier::intact(MessageName name) noexcept {
    after_damage_ = false;
    return {.kind = Kind::intact, .name = name, .difference = {}};
}

StreamVerifier::Candidate StreamVerifier::candidate(MessageName name) const noexcept {
    return {.name = name, .image = scheme_.image(name), .compared = 0, .difference = {}};
}

std::optional<Verification> StreamVerifier::next(Bytes& data,
                                                 const Expectation& expectation) noexcept {
    while (!data.empty() || whole()) {
        if (Answer answer = step(data, expectation)) return answer;
    }
    return std::nullopt;
}

StreamVerifier::Answer StreamVerifier::step(Bytes& data, const Expectation& expectation) noexcept {
    switch (state_) {
        case State::between:
            return begin(data, expectation);
        case State::matching:
            return match(data);
        case State::searching: {
            const std::byte byte = data.front();
            data = data.subspan(1);
            return search(byte, expectation);
        }
        case State::skipping:
        case State::ignoring:
            skip(data, expectation);
            break;
    }
    return std::nullopt;
}

// A message that is nothing but the header it was found by is whole without another byte.
bool StreamVerifier::whole() const noexcept {
    return state_ == State::matching && current_->compared == current_->image.size();
}

// Nearly every message lies there whole and right, and is settled without being remembered. With
// nothing to answer, only a header can say what the bytes are.
StreamVerifier::Answer StreamVerifier::begin(Bytes& data, const Expectation& expectation) noexcept {
    if (expectation.next) {
        const MessageName name{expectation.connection, *expectation.next};
        const MessageImage image = scheme_.image(name);
        const bool arrived = data.size() >= image.size();
        if (arrived && !image.first_difference(data.first(image.size()), 0)) {
            data = data.subspan(image.size());
            return intact(name);
        }
        current_ = Candidate{.name = name, .image = image, .compared = 0, .difference = {}};
        state_ = State::matching;
        return std::nullopt;
    }
    if (scheme_.all_have_headers()) {
        search_from(0);
        return std::nullopt;
    }
    out_of_step_ = true;
    state_ = State::ignoring;
    return Verification{};
}

StreamVerifier::Answer StreamVerifier::match(Bytes& data) noexcept {
    const MessageImage& image = current_->image;
    const std::size_t from = current_->compared;
    const Bytes part = data.first(std::min(data.size(), image.size() - from));
    if (const auto at = image.first_difference(part, from)) {
        const Difference difference{
            .offset = *at, .expected = image.at(*at), .got = data[*at - from]};
        data = data.subspan(*at - from);
        current_->compared = *at;
        return differ(difference);
    }
    data = data.subspan(part.size());
    current_->compared += part.size();
    if (!whole()) return std::nullopt;
    state_ = State::between;
    return intact(current_->name);
}

// The stream stands before the byte that differs. Behind a whole header it is this message that is
// damaged, and known at once; before that it may as well be another message that begins here.
StreamVerifier::Answer StreamVerifier::differ(const Difference& difference) noexcept {
    const std::size_t matched = current_->compared;
    if (!scheme_.all_have_headers()) {
        out_of_step_ = true;
        state_ = State::skipping;
        return corrupted(current_->name, difference);
    }
    if (matched >= scheme_.header_size()) {
        after_damage_ = true;
        search_from(matched);
        explained_ = current_->image.size() - matched;
        return corrupted(current_->name, difference);
    }
    search_from(matched);
    unexplained_ = matched;
    begun_ = matched != 0;
    suspect_ = current_;
    return std::nullopt;
}

// A header may begin within the bytes that matched by chance: the last of them are searched again.
void StreamVerifier::search_from(std::size_t matched) noexcept {
    state_ = State::searching;
    held_size_ = std::min(matched, scheme_.header_size() - 1);
    for (std::size_t i = 0; i < held_size_; ++i) {
        held_[i] = current_->image.at(matched - held_size_ + i);
    }
    explained_ = 0;
    begin_unexplained();
}

void StreamVerifier::begin_unexplained() noexcept {
    unexplained_ = 0;
    agreeing_ = 0;
    begun_ = false;
    suspect_.reset();
}

StreamVerifier::Answer StreamVerifier::search(std::byte byte,
                                              const Expectation& expectation) noexcept {
    account_for(byte, expectation);
    held_[held_size_++] = byte;
    if (held_size_ == scheme_.header_size()) {
        const auto name = scheme_.read_name(Bytes(held_).first(held_size_));
        if (name && may_exist(expectation, *name)) return find(*name);
        std::copy(held_.begin() + 1, held_.end(), held_.begin());
        --held_size_;
    }
    return judge_unexplained();
}

// Bytes as many as the message whose turn it is, and akin to it, were that message. Where they are
// not, the header of the next one may still show that they stood in its place; after as many again
// they are nobody's. With nothing to answer they are, as soon as they are too many for a header.
StreamVerifier::Answer StreamVerifier::judge_unexplained() noexcept {
    if (!suspect_) return unexplained_ < scheme_.header_size() ? std::nullopt : foreign_once();
    const std::uint64_t size = suspect_->image.size();
    if (unexplained_ < size) return std::nullopt;
    if (unexplained_ == size && suspect_is_akin()) {
        const Answer answer = damage_to_suspect();
        after_damage_ = true;
        begin_unexplained();
        return answer;
    }
    if (unexplained_ < 2 * size) return std::nullopt;
    begin_unexplained();
    return foreign_once();
}

// The beginning was seen where it belonged, or enough of the rest.
bool StreamVerifier::suspect_is_akin() const noexcept {
    const std::uint64_t compared = std::min<std::uint64_t>(unexplained_, suspect_->image.size());
    return begun_ || agreeing_ >= std::max(kTellingBytes, compared / kKinshipDivisor);
}

// One stretch of bytes that are nobody's, or the rest of a damage, counts once, however long.
StreamVerifier::Answer StreamVerifier::foreign_once() noexcept {
    if (after_damage_) return std::nullopt;
    after_damage_ = true;
    return Verification{};
}

// The first byte that nothing explains is taken for the beginning of the message whose turn it is;
// where none was due, the first after those that were told as nobody's.
void StreamVerifier::account_for(std::byte byte, const Expectation& expectation) noexcept {
    if (explained_ != 0) {
        --explained_;
        return;
    }
    if (!suspect_ && after_damage_) unexplained_ = 0;
    if (unexplained_ == 0 && expectation.next) {
        suspect_ = candidate({expectation.connection, *expectation.next});
    }
    if (suspect_ && unexplained_ < suspect_->image.size()) {
        const std::byte expected = suspect_->image.at(static_cast<std::size_t>(unexplained_));
        if (byte == expected) {
            ++agreeing_;
        } else if (!suspect_->difference) {
            suspect_->difference = Difference{unexplained_, expected, byte};
        }
    }
    ++unexplained_;
}

// The bytes before this header were the message whose turn it was, if this one comes after it. Else
// they are a remainder of damage already reported, or they are nobody's.
StreamVerifier::Answer StreamVerifier::find(MessageName found) noexcept {
    const bool stray = unexplained_ > scheme_.header_size();
    const bool passed = suspect_ && found.connection == suspect_->name.connection &&
                        found.number > suspect_->name.number;
    Answer answer;
    if (stray && passed) {
        answer = damage_to_suspect();
    } else if (stray && !after_damage_) {
        answer = Verification{};
    }
    current_ = candidate(found);
    current_->compared = scheme_.header_size();
    state_ = State::matching;
    return answer;
}

StreamVerifier::Answer StreamVerifier::damage_to_suspect() const noexcept {
    return corrupted(suspect_->name,
                     suspect_->difference.value_or(Difference{unexplained_, {}, {}}));
}

// In step without headers: to the end of the message, or as long as nothing is expected.
void StreamVerifier::skip(Bytes& data, const Expectation& expectation) noexcept {
    if (state_ == State::ignoring) {
        if (!expectation.next) data = {};
        if (expectation.next) state_ = State::between;
        return;
    }
    const std::size_t rest = current_->image.size() - current_->compared;
    const std::size_t taken = std::min(rest, data.size());
    current_->compared += taken;
    data = data.subspan(taken);
    if (taken == rest) state_ = State::between;
}

std::optional<Verification> StreamVerifier::finish() noexcept {
    const bool searched = state_ == State::searching && unexplained_ != 0;
    state_ = State::between;
    if (!searched) return std::nullopt;
    if (suspect_ && !suspect_->difference) return std::nullopt;
    return suspect_ && suspect_is_akin() ? damage_to_suspect() : foreign_once();
}

}  // namespace potok::loadtest
