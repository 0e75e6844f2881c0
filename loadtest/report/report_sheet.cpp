#include "loadtest/report/report_sheet.hpp"

#include <utility>

#include "loadtest/report/wording.hpp"

namespace potok::loadtest {
namespace {

constexpr std::size_t kLabelColumns = 13;

}  // namespace

void ReportSheet::add(std::string_view line) {
    text_ += padded(label_.in(language_), kLabelColumns);
    text_ += line;
    text_ += '\n';
    label_ = {};
}

void ReportSheet::add(const Text& pattern, std::initializer_list<Blank> blanks) {
    add(fill(pattern, language_, blanks));
}

std::string ReportSheet::take() noexcept {
    return std::exchange(text_, {});
}

}  // namespace potok::loadtest
