#include "protocol/tls_server_names.hpp"

#include <algorithm>
#include <array>

namespace potok {
namespace {

char lower(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string lower(std::string_view name) {
    std::string text(name);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char letter) { return lower(letter); });
    return text;
}

KeyKind kind_of(const Credentials& credentials) noexcept {
    return credentials.facts().key.kind;
}

using List = std::span<const Credentials* const>;

void add(TlsServerNames::Set& set, List credentials, std::size_t index) {
    const auto same_kind = [&](std::size_t other) {
        return kind_of(*credentials[other]) == kind_of(*credentials[index]);
    };
    if (std::none_of(set.begin(), set.end(), same_kind)) set.push_back(index);
}

}  // namespace

TlsServerNames::TlsServerNames(List credentials) {
    if (credentials.empty()) return;
    std::map<std::string, Set> sets;
    for (std::size_t i = 0; i < credentials.size(); ++i) {
        for (const std::string& name : credentials[i]->facts().names)
            add(sets[lower(name)], credentials, i);
    }
    const auto& first_names = credentials.front()->facts().names;
    sets_.push_back(first_names.empty() ? Set{0} : sets[lower(first_names.front())]);
    for (const auto& [name, set] : sets)
        by_name_[name] = index_of(set);
}

std::size_t TlsServerNames::index_of(const Set& set) {
    const auto found = std::find(sets_.begin(), sets_.end(), set);
    if (found != sets_.end()) return static_cast<std::size_t>(found - sets_.begin());
    sets_.push_back(set);
    return sets_.size() - 1;
}

std::optional<std::size_t> TlsServerNames::find(std::string_view name) const noexcept {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.size() > kNameMax) return std::nullopt;
    std::array<char, 1 + kNameMax> room;  // in front, for the '*'
    std::transform(name.begin(), name.end(), room.begin() + 1,
                   [](char letter) { return lower(letter); });
    const std::string_view asked(room.data() + 1, name.size());
    auto found = by_name_.find(asked);
    const std::size_t dot = asked.find('.');
    if (found == by_name_.end() && dot != asked.npos) {
        room[dot] = '*';  // in place of what stands before the dot
        found = by_name_.find(std::string_view(room.data() + dot, asked.size() - dot + 1));
    }
    if (found == by_name_.end()) return std::nullopt;
    return found->second;
}

}  // namespace potok
