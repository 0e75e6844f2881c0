// Hearing: what the members of a broadcast are owed, and whether they get it.
//
// A message begins with a stamp that says whose it is and which of theirs. So a member can hold
// each publisher to what it said: byte for byte, in order, never twice, and without a gap from the
// first that it got; of its own it gets all, as it is a member before it can publish. One thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace potok::sim {

class World;

// All that is published in a world.
class Publications {
  public:
    static constexpr std::size_t kPublishersMax = 100;
    static constexpr std::size_t kMessagesMax = 1'000'000;

    struct Stamp {
        std::size_t publisher;
        std::size_t number;
    };

    explicit Publications(std::size_t publishers);

    // What the publisher's next message has to begin with, as text.
    [[nodiscard]] std::string next_stamp(std::size_t publisher) const;
    // It is said. `wire`: what members get for it.
    void add(std::size_t publisher, std::string wire);
    // It left: what of it has not been heard yet may never come.
    void withdraw(std::size_t publisher) { withdrawn_.insert(publisher); }

    [[nodiscard]] std::size_t publishers() const noexcept { return said_.size(); }
    // How many of its messages are owed to whoever was there from the beginning.
    [[nodiscard]] std::size_t owed(std::size_t publisher) const {
        return withdrawn_.contains(publisher) ? 0 : said_.at(publisher).size();
    }
    // None: nobody has said that.
    [[nodiscard]] const std::string* find(const Stamp& stamp) const;

    [[nodiscard]] static std::optional<Stamp> read_stamp(std::string_view payload);

  private:
    std::vector<std::vector<std::string>> said_;
    std::set<std::size_t> withdrawn_;
};

// One member's.
class Hearing {
  public:
    // `hears_all`: it was a member before anybody published. All that is referred to outlives it.
    Hearing(World& world, const Publications& publications, std::size_t self, bool hears_all)
        : world_(world), publications_(publications), self_(self), hears_all_(hears_all) {}

    // A whole message that came, and the part of it that its publisher made.
    void take(std::string_view wire, std::string_view payload);

    // How many of that publisher's, if the first that came was the first of all.
    [[nodiscard]] std::size_t heard_of(std::size_t publisher) const;
    [[nodiscard]] std::size_t heard_of_itself() const { return heard_of(self_); }
    // All that was said until now and is owed to it.
    [[nodiscard]] bool has_heard_all() const;

  private:
    [[nodiscard]] bool owed_all_of(std::size_t publisher) const noexcept {
        return hears_all_ || publisher == self_;
    }

    World& world_;
    const Publications& publications_;
    const std::size_t self_;
    const bool hears_all_;
    std::map<std::size_t, std::size_t> next_;
};

}  // namespace potok::sim
