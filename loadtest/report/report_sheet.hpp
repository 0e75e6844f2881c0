// ReportSheet: lines with a label in front of the first one of each section.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "diagnostics/sentence.hpp"

namespace potok::loadtest {

class ReportSheet {
  public:
    explicit ReportSheet(Language language) noexcept : language_(language) {}

    [[nodiscard]] Language language() const noexcept { return language_; }

    // The next line begins this section. One without lines leaves no trace.
    void begin(const Text& label) noexcept { label_ = label; }
    void add(std::string_view line);
    void add(const Text& pattern, std::initializer_list<Blank> blanks);

    // All lines, each with its line feed.
    [[nodiscard]] std::string take() noexcept;

  private:
    Language language_;
    Text label_;
    std::string text_;
};

}  // namespace potok::loadtest
