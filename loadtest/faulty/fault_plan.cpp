#include "loadtest/faulty/fault_plan.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/quantity.hpp"
#include "loadtest/faulty/fault_kind.hpp"
#include "protocol/session/byte_size.hpp"

namespace potok::loadtest {
namespace {

using Kind = FaultPlanError::Kind;
using Outcome = std::optional<FaultPlanError>;

// "freeze=2s@1s" in its parts.
struct Words {
    std::string_view name;
    std::optional<std::string_view> value;  // behind the =
    std::optional<std::string_view> time;   // behind the @
};

Words words_of(std::string_view text) noexcept {
    Words words;
    if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
        words.time = text.substr(at + 1);
        text = text.substr(0, at);
    }
    if (const std::size_t equals = text.find('='); equals != std::string_view::npos) {
        words.value = text.substr(equals + 1);
        text = text.substr(0, equals);
    }
    words.name = text;
    return words;
}

FaultPlanError error(Kind kind, std::string_view text) {
    return {kind, std::string(text)};
}

// ---- Values; each is looked at before anything of the plan is changed

Outcome set_percent(double& percent, std::string_view text) {
    const auto parsed = cli::parse_percentage(text);
    if (!parsed || parsed.value() <= 0 || parsed.value() > 100)
        return error(Kind::bad_percentage, text);
    percent = parsed.value();
    return {};
}

Outcome set_duration(Duration& duration, std::string_view text) {
    const auto parsed = cli::parse_duration(text);
    const bool good =
        parsed && parsed.value() > Duration::zero() && parsed.value() <= FaultPlan::kDurationMax;
    if (!good) return error(Kind::bad_duration, text);
    duration = parsed.value();
    return {};
}

Outcome set_time(Duration& time, std::string_view text) {
    const auto parsed = cli::parse_duration(text);
    const bool good =
        parsed && parsed.value() >= Duration::zero() && parsed.value() <= FaultPlan::kDurationMax;
    if (!good) return error(Kind::bad_time, text);
    time = parsed.value();
    return {};
}

// ---- Faults

// Decimal shares need not add up to 100 exactly in binary.
constexpr double kRounding = 1e-9;

template <double FaultPlan::*percent>
Outcome add_message_fault(FaultPlan& plan, const Words& words) {
    if (plan.*percent != 0) return error(Kind::repeated_fault, words.name);
    FaultPlan changed = plan;
    if (auto bad = set_percent(changed.*percent, *words.value)) return bad;
    if (changed.message_percent() > 100 + kRounding)
        return error(Kind::over_100_percent, *words.value);
    plan = changed;
    return {};
}

Outcome add_refuse(FaultPlan& plan, const Words& words) {
    if (plan.refuse_percent != 0) return error(Kind::repeated_fault, words.name);
    return set_percent(plan.refuse_percent, *words.value);
}

Outcome add_close(FaultPlan& plan, const Words& words) {
    if (plan.close_percent != 0) return error(Kind::repeated_fault, words.name);
    const auto after = cli::parse_number(*words.time);
    if (!after || after.value() <= 0) return error(Kind::bad_message_count, *words.time);
    if (auto bad = set_percent(plan.close_percent, *words.value)) return bad;
    plan.close_after = static_cast<std::uint64_t>(after.value());
    return {};
}

Outcome add_reset(FaultPlan& plan, const Words& words) {
    if (plan.reset_at) return error(Kind::repeated_fault, words.name);
    Duration at{};
    if (auto bad = set_time(at, *words.time)) return bad;
    plan.reset_at = at;
    return {};
}

Outcome add_silent(FaultPlan& plan, const Words& words) {
    if (plan.silent) return error(Kind::repeated_fault, words.name);
    plan.silent = true;
    return {};
}

Outcome add_late(FaultPlan& plan, const Words& words) {
    if (plan.late != Duration::zero()) return error(Kind::repeated_fault, words.name);
    return set_duration(plan.late, *words.value);
}

Outcome add_freeze(FaultPlan& plan, const Words& words) {
    if (plan.freeze) return error(Kind::repeated_fault, words.name);
    FaultPlan::Freeze freeze;
    if (auto bad = set_duration(freeze.length, *words.value)) return bad;
    if (auto bad = set_time(freeze.at, *words.time)) return bad;
    plan.freeze = freeze;
    return {};
}

Outcome add_message_bytes(FaultPlan& plan, const Words& words) {
    if (plan.tcp_message_bytes) return error(Kind::repeated_fault, words.name);
    const auto bytes = parse_byte_size(*words.value);
    if (!bytes || bytes.value() == 0 || bytes.value() > FaultPlan::kMessageBytesMax)
        return error(Kind::bad_message_bytes, *words.value);
    plan.tcp_message_bytes = static_cast<std::size_t>(bytes.value());
    return {};
}

Outcome add_broadcast(FaultPlan& plan, const Words& words) {
    if (plan.broadcast) return error(Kind::repeated_fault, words.name);
    plan.broadcast = true;
    return {};
}

struct Form {
    std::string_view name;
    bool value;
    bool time;
    Outcome (*add)(FaultPlan&, const Words&);
};

constexpr std::array kForms{
    Form{fault_kind_name(FaultKind::drop), true, false,
         add_message_fault<&FaultPlan::drop_percent>},
    Form{fault_kind_name(FaultKind::flip), true, false,
         add_message_fault<&FaultPlan::flip_percent>},
    Form{fault_kind_name(FaultKind::duplicate), true, false,
         add_message_fault<&FaultPlan::duplicate_percent>},
    Form{fault_kind_name(FaultKind::swap), true, false,
         add_message_fault<&FaultPlan::swap_percent>},
    Form{fault_kind_name(FaultKind::misdeliver), true, false,
         add_message_fault<&FaultPlan::misdeliver_percent>},
    Form{fault_kind_name(FaultKind::truncate), true, false,
         add_message_fault<&FaultPlan::truncate_percent>},
    Form{fault_kind_name(FaultKind::refuse), true, false, add_refuse},
    Form{fault_kind_name(FaultKind::close), true, true, add_close},
    Form{fault_kind_name(FaultKind::reset), false, true, add_reset},
    Form{fault_kind_name(FaultKind::silent), false, false, add_silent},
    Form{fault_kind_name(FaultKind::late), true, false, add_late},
    Form{fault_kind_name(FaultKind::freeze), true, true, add_freeze},
    Form{"message-bytes", true, false, add_message_bytes},
    Form{"broadcast", false, false, add_broadcast},
};
static_assert(kForms.size() == kFaultKindCount + 2);

constexpr auto kWords = [] {
    std::array<std::string_view, kForms.size()> words;
    std::ranges::transform(kForms, words.begin(), &Form::name);
    return words;
}();

Outcome check_form(const Form& form, const Words& words) {
    if (form.value && !words.value) return error(Kind::no_value, words.name);
    if (form.time && !words.time) return error(Kind::no_time, words.name);
    if (!form.value && words.value) return error(Kind::unwanted_value, *words.value);
    if (!form.time && words.time) return error(Kind::unwanted_time, *words.time);
    return {};
}

}  // namespace

double FaultPlan::message_percent() const noexcept {
    return drop_percent + flip_percent + duplicate_percent + swap_percent + misdeliver_percent +
           truncate_percent;
}

Result<Done, FaultPlanError> add_fault(FaultPlan& plan, std::string_view text) {
    const Words words = words_of(text);
    const auto form = std::ranges::find(kForms, words.name, &Form::name);
    if (form == kForms.end()) return error(Kind::unknown_fault, words.name);
    if (auto bad = check_form(*form, words)) return *std::move(bad);
    if (auto bad = form->add(plan, words)) return *std::move(bad);
    return Done{};
}

std::span<const std::string_view> fault_plan_words() noexcept {
    return kWords;
}

}  // namespace potok::loadtest
