#include "cli/config_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "diagnostics/escape.hpp"
#include "diagnostics/system_words.hpp"

// The library asserts, and in a release build assumes, that a key follows "[" in a table header.
// Users write "[" alone. The library reports that too, right behind the assertion, which has to go.
#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

namespace potok::cli {
namespace {

struct FileCloser {
    void operator()(std::FILE* file) const noexcept { static_cast<void>(std::fclose(file)); }
};

// Opening a directory succeeds and reading it fails; both leave the cause in errno.
Result<std::string, int> contents_of(const std::string& path) {
    const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "r"));
    if (file == nullptr) return errno;
    std::string text(kConfigSizeMax + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0) return errno;
    return text;
}

Source source_at(std::string_view path, const toml::source_position& position) {
    return {.origin = Origin::file,
            .name = std::string(path),
            .line = position.line,
            .column = position.column};
}

std::string_view line_of(std::string_view text, std::size_t number) noexcept {
    for (; number > 1; --number) {
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
        if (text.empty()) return text;
    }
    return text.substr(0, text.find_first_of("\r\n"));
}

Fault syntax_fault(std::string_view path, std::string_view text, const toml::parse_error& error) {
    return {.problem = Problem::file_syntax,
            .source = source_at(path, error.source().begin),
            .text = std::string(line_of(text, error.source().begin.line)),
            .detail = escaped(error.description())};
}

bool takes_numbers(Kind kind) noexcept {
    return kind == Kind::number || kind == Kind::size || kind == Kind::duration ||
           kind == Kind::rate || kind == Kind::percentage;
}

// The text that would say the same on the command line; none where the kind has no such type.
std::optional<std::string> text_of(Kind kind, const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* yes = node.as_boolean(); yes != nullptr && kind == Kind::flag) {
        return yes->get() ? "true" : "false";
    }
    if (!takes_numbers(kind)) return std::nullopt;
    if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
    if (const auto* real = node.as_floating_point()) return fmt::format("{}", real->get());
    return std::nullopt;
}

std::string type_name(const toml::node& node) {
    std::ostringstream name;
    name << node.type();
    return name.str();
}

class Reader {
  public:
    Reader(const OptionTable& table, std::string_view path) : table_(table), path_(path) {}

    Result<std::vector<Given>, Fault> read(const toml::table& root) {
        for (const auto& [key, node] : in_order_of_lines(root)) {
            take(*key, *node);
            if (fault_) return *std::move(fault_);
        }
        return std::move(given_);
    }

  private:
    using Entry = std::pair<const toml::key*, const toml::node*>;

    // The library sorts keys by name, but the first fault should be the first in the file.
    static std::vector<Entry> in_order_of_lines(const toml::table& root) {
        std::vector<Entry> entries;
        for (auto&& [key, node] : root)
            entries.emplace_back(&key, &node);
        std::ranges::sort(entries, {},
                          [](const Entry& entry) { return entry.first->source().begin.line; });
        return entries;
    }

    void take(const toml::key& key, const toml::node& node) {
        const Source source = source_at(path_, key.source().begin);
        const Option* const option = table_.with_key(key.str());
        if (option == nullptr) {
            fault_ = Fault{.problem = Problem::unknown_key,
                           .source = source,
                           .text = std::string(key.str()),
                           .hint = table_.key_like(key.str())};
        } else if (const toml::array* array = node.as_array(); array != nullptr) {
            take_array(*option, source, *array);
        } else {
            take_value(*option, source, node);
        }
    }

    void take_array(const Option& option, const Source& source, const toml::array& array) {
        if (!option.repeatable) {
            report(Problem::wrong_type, option, source, type_name(array));
        } else if (array.empty()) {
            report(Problem::empty_value, option, source);
        }
        for (const toml::node& node : array) {
            if (!fault_) take_value(option, source_at(path_, node.source().begin), node);
        }
    }

    void take_value(const Option& option, const Source& source, const toml::node& node) {
        std::optional<std::string> text = text_of(option.kind, node);
        if (!text) {
            report(Problem::wrong_type, option, source, type_name(node));
            return;
        }
        given_.push_back({.option = &option, .text = *std::move(text), .source = source});
    }

    void report(Problem problem, const Option& option, const Source& source,
                std::string detail = {}) {
        fault_ = Fault{
            .problem = problem, .source = source, .option = &option, .detail = std::move(detail)};
    }

    const OptionTable& table_;
    std::string_view path_;
    std::vector<Given> given_;
    std::optional<Fault> fault_;
};

}  // namespace

Result<std::vector<Given>, Fault> read_config(const OptionTable& table, const std::string& path,
                                              const Source& asked_by, Language language) {
    Fault fault{.source = asked_by, .text = path};
    const auto text = contents_of(path);
    if (!text) {
        fault.problem = Problem::file_unreadable;
        fault.detail = system_words(language, text.error());
        return fault;
    }
    if (text.value().size() > kConfigSizeMax) {
        fault.problem = Problem::file_too_long;
        return fault;
    }
    return parse_config(table, path, text.value());
}

Result<std::vector<Given>, Fault> parse_config(const OptionTable& table, std::string_view path,
                                               std::string_view text) {
    const toml::parse_result parsed = toml::parse(text, path);
    if (!parsed) return syntax_fault(path, text, parsed.error());
    return Reader(table, path).read(parsed.table());
}

std::string toml_string(std::string_view text) {
    // What escaped() leaves alone is readable as it is; anything else goes out in ASCII.
    const bool is_readable = escaped(text, text.size()) == text;
    const toml::value<std::string> value{std::string(text)};
    std::ostringstream out;
    out << toml::toml_formatter(
        value, is_readable ? toml::format_flags::allow_unicode_strings : toml::format_flags::none);
    return out.str();
}

}  // namespace potok::cli
