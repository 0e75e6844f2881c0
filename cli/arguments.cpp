#include "cli/arguments.hpp"

#include <utility>

namespace potok::cli {
namespace {

bool looks_like_a_flag(std::string_view argument) noexcept {
    if (argument.size() < 2 || argument[0] != '-') return false;
    const char next = argument[1];
    return (next < '0' || next > '9') && next != '.';
}

class Splitter {
  public:
    Splitter(const OptionTable& table, std::span<const std::string_view> arguments)
        : table_(table), rest_(arguments) {}

    SplitArguments split() {
        while (!rest_.empty())
            take(next());
        return std::move(result_);
    }

  private:
    std::string_view next() {
        const std::string_view argument = rest_.front();
        rest_ = rest_.subspan(1);
        return argument;
    }

    void take(std::string_view argument) {
        if (only_operands_ || !looks_like_a_flag(argument)) {
            take_operand(argument);
        } else if (argument == "--") {
            only_operands_ = true;
        } else if (argument.starts_with("--")) {
            take_long(argument);
        } else {
            take_letters(argument);
        }
    }

    void take_operand(std::string_view argument) {
        const Option* const option = table_.operand(operands_);
        if (option == nullptr) {
            report({.problem = Problem::unexpected_operand,
                    .source = {.origin = Origin::command_line},
                    .text = std::string(argument)});
            return;
        }
        ++operands_;
        add(*option, argument, {});
    }

    void take_long(std::string_view argument) {
        const std::size_t equals = argument.find('=');
        const std::string_view flag = argument.substr(0, equals);
        const Option* const option = table_.with_flag(flag.substr(2));
        if (option == nullptr) {
            report_unknown(flag, flag.substr(2));
        } else if (equals != std::string_view::npos) {
            add(*option, argument.substr(equals + 1), flag);
        } else {
            take_separate_value(*option, flag);
        }
    }

    // "-ab" is -a -b while they are flags; what follows the first that takes a value is that value.
    void take_letters(std::string_view argument) {
        for (std::size_t i = 1; i < argument.size(); ++i) {
            const std::string flag = {'-', argument[i]};
            const Option* const option = table_.with_letter(argument[i]);
            std::string_view after = argument.substr(i + 1);
            if (option == nullptr) {
                // "-listen" deserves the hint "--listen".
                report_unknown(i == 1 ? argument : std::string_view(flag), argument.substr(1));
                return;
            }
            if (option->kind == Kind::flag && !after.starts_with('=')) {
                add(*option, "true", flag);
                continue;
            }
            if (after.empty()) {
                take_separate_value(*option, flag);
            } else {
                if (after.starts_with('=')) after.remove_prefix(1);
                add(*option, after, flag);
            }
            return;
        }
    }

    void take_separate_value(const Option& option, std::string_view flag) {
        if (option.kind == Kind::flag) {
            add(option, "true", flag);
        } else if (rest_.empty() || looks_like_a_flag(rest_.front())) {
            report({.problem = Problem::needs_value,
                    .source = {.origin = Origin::command_line, .name = std::string(flag)},
                    .option = &option});
        } else {
            add(option, next(), flag);
        }
    }

    void add(const Option& option, std::string_view text, std::string_view flag) {
        result_.given.push_back(
            {.option = &option,
             .text = std::string(text),
             .source = {.origin = Origin::command_line, .name = std::string(flag)}});
    }

    void report_unknown(std::string_view flag, std::string_view name) {
        report({.problem = Problem::unknown_option,
                .source = {.origin = Origin::command_line, .name = std::string(flag)},
                .hint = table_.flag_like(name)});
    }

    void report(Fault fault) {
        if (!result_.fault) result_.fault = std::move(fault);
    }

    const OptionTable& table_;
    std::span<const std::string_view> rest_;
    std::size_t operands_ = 0;
    bool only_operands_ = false;
    SplitArguments result_;
};

}  // namespace

SplitArguments split_arguments(const OptionTable& table,
                               std::span<const std::string_view> arguments) {
    return Splitter(table, arguments).split();
}

}  // namespace potok::cli
