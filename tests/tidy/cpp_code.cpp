#include "tests/tidy/cpp_code.hpp"

#include <algorithm>
#include <cctype>

namespace potok::tidy {
namespace {

bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// One pass over the text: `code_` is the answer so far, `at_` what is looked at.
class Blanker {
  public:
    explicit Blanker(std::string_view text) : text_(text), code_(text) {}

    std::string take() && {
        while (at_ < text_.size())
            step();
        return std::move(code_);
    }

  private:
    void step() {
        if (starts_with("//")) return blank_to(text_.find('\n', at_));
        if (starts_with("/*")) return blank_through(text_.find("*/", at_ + 2), 2);
        if (starts_with("R\"") && !inside_word()) return blank_raw_string();
        if (text_[at_] == '"') return blank_quoted('"');
        // In a number, as in 1'000, it separates digits.
        if (text_[at_] == '\'' && !inside_word()) return blank_quoted('\'');
        ++at_;
    }

    bool starts_with(std::string_view what) const { return text_.substr(at_).starts_with(what); }

    bool inside_word() const { return at_ != 0 && is_word_character(text_[at_ - 1]); }

    void blank_to(std::size_t end) {
        for (end = std::min(end, text_.size()); at_ < end; ++at_) {
            if (text_[at_] != '\n') code_[at_] = ' ';
        }
    }

    void blank_through(std::size_t found, std::size_t length) {
        blank_to(found == std::string_view::npos ? found : found + length);
    }

    // A string that is not closed ends with its line, or one slip would hide the rest of the file.
    void blank_quoted(char quote) {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
            end += text_[end] == '\\' ? 2u : 1u;
        }
        blank_through(end, 1);
    }

    void blank_raw_string() {
        const std::size_t open = text_.find('(', at_);
        if (open == std::string_view::npos) return blank_to(open);
        std::string closing = ")";
        closing += text_.substr(at_ + 2, open - at_ - 2);
        closing += '"';
        blank_through(text_.find(closing, open), closing.size());
    }

    std::string_view text_;
    std::string code_;
    std::size_t at_ = 0;
};

std::string_view without_leading_blanks(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return line;
}

bool is_include(std::string_view code_line) {
    code_line = without_leading_blanks(code_line);
    if (!code_line.starts_with('#')) return false;
    return without_leading_blanks(code_line.substr(1)).starts_with("include");
}

}  // namespace

std::string code_of(std::string_view text) {
    return Blanker(text).take();
}

std::vector<std::size_t> lines_with_word(std::string_view code, std::string_view word) {
    std::vector<std::size_t> found;
    std::size_t number = 0;
    for (const std::string_view line : lines_of(code)) {
        ++number;
        for (std::size_t at = line.find(word); at != std::string_view::npos;
             at = line.find(word, at + 1)) {
            const std::size_t end = at + word.size();
            const bool alone = (at == 0 || !is_word_character(line[at - 1])) &&
                               (end == line.size() || !is_word_character(line[end]));
            if (!alone) continue;
            found.push_back(number);
            break;
        }
    }
    return found;
}

std::vector<Include> includes_of(std::string_view text) {
    const std::string code = code_of(text);
    const std::vector<std::string_view> code_lines = lines_of(code);
    const std::vector<std::string_view> text_lines = lines_of(text);
    std::vector<Include> includes;
    for (std::size_t i = 0; i < code_lines.size(); ++i) {
        if (!is_include(code_lines[i])) continue;
        const std::size_t open = text_lines[i].find_first_of("<\"");
        if (open == std::string_view::npos) continue;
        const bool angled = text_lines[i][open] == '<';
        const std::string_view path = text_lines[i].substr(open + 1);
        includes.push_back({i + 1, path.substr(0, path.find(angled ? '>' : '"')), angled});
    }
    return includes;
}

}  // namespace potok::tidy
