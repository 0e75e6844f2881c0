// A head as a list of lines, so that a row says only what is different from a good one.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace potok::conformance {

struct HandshakeLines {
    std::string first;
    std::vector<std::pair<std::string, std::string>> fields;

    [[nodiscard]] HandshakeLines without(std::string_view name) const {
        HandshakeLines made = *this;
        std::erase_if(made.fields, [&](const auto& field) { return field.first == name; });
        return made;
    }
    [[nodiscard]] HandshakeLines with(std::string_view name, std::string_view value) const {
        HandshakeLines made = *this;
        made.fields.emplace_back(name, value);
        return made;
    }
    [[nodiscard]] HandshakeLines instead(std::string_view name, std::string_view value) const {
        HandshakeLines made = *this;
        for (auto& field : made.fields) {
            if (field.first == name) field.second = value;
        }
        return made;
    }
    [[nodiscard]] HandshakeLines begun(std::string_view start_line) const {
        HandshakeLines made = *this;
        made.first = start_line;
        return made;
    }
    [[nodiscard]] HandshakeLines reversed() const {
        HandshakeLines made = *this;
        std::reverse(made.fields.begin(), made.fields.end());
        return made;
    }
    // Every name in capitals, or in small letters.
    [[nodiscard]] HandshakeLines named(bool capitals) const {
        HandshakeLines made = *this;
        for (auto& field : made.fields) {
            for (char& letter : field.first) {
                const bool is_small = letter >= 'a' && letter <= 'z';
                const bool is_capital = letter >= 'A' && letter <= 'Z';
                if (capitals && is_small) letter = static_cast<char>(letter - 32);
                if (!capitals && is_capital) letter = static_cast<char>(letter + 32);
            }
        }
        return made;
    }

    [[nodiscard]] std::string text() const {
        std::string made = first + "\r\n";
        for (const auto& [name, value] : fields)
            made.append(name).append(": ").append(value).append("\r\n");
        return made.append("\r\n");
    }
};

}  // namespace potok::conformance
