#include "reactor/resolver.hpp"

#include <optional>
#include <utility>

#include "base/assert.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/name_helper.hpp"
#include "reactor/name_question.hpp"

namespace potok {
namespace {

NameAnswer failed(SystemCause cause) {
    return SystemError{SystemCall::resolve, cause, 0};
}

// What can be said without asking anybody.
std::optional<NameAnswer> answer_at_once(std::string_view host, std::uint16_t port) {
    const auto address = Address::parse_host(host, port);
    if (address) return std::vector{address.value()};
    const bool is_name = address.error() == AddressParseFault::not_numeric && !host.empty() &&
                         host.size() <= Resolver::kNameLengthMax &&
                         host.find('\0') == std::string_view::npos;
    if (!is_name) return failed(SystemCause::name_not_found);
    return std::nullopt;
}

}  // namespace

void NameRequest::cancel() noexcept {
    if (question_ != nullptr) question_->detach();
}

Resolver::Resolver(std::size_t waiting_max, LookUp look_up)
    : helper_(std::make_unique<NameHelper>(waiting_max, look_up)) {}

Resolver::~Resolver() = default;

bool Resolver::resolve(EventLoop& loop, NameRequest& request, std::string host,
                       std::uint16_t port) {
    ASSERT(loop.in_loop_thread());
    std::optional<NameAnswer> known = answer_at_once(host, port);
    auto question = std::make_unique<NameQuestion>(loop, request, std::move(host), port);
    if (!known) return helper_->ask(std::move(question));
    NameQuestion::answer(std::move(question), *std::move(known));
    return true;
}

}  // namespace potok
