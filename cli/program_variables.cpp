#include "cli/program_variables.hpp"

#include <algorithm>
#include <array>

#include "cli/common_options.hpp"
#include "cli/option_table.hpp"

namespace potok::cli {
namespace {

constexpr auto kEcho = std::to_array<std::string_view>({
    "listen",
    "threads",
    "broadcast",
    "reuse-port",
    "max-message",
    "max-queued",
    "max-connections",
    "memory-budget",
    "idle-timeout",
    "progress-timeout",
    "handshake-timeout",
    "drain-timeout",
    "ping-interval",
    "compression",
    "origin",
    "allowed-host",
    "admin",
    "trusted-proxy",
    "cert",
    "key",
    "key-password-file",
    "pfx",
    "self-signed",
    "client-ca",
    "client-cert",
    "crl",
    "tls",
});

constexpr auto kLoadtest = std::to_array<std::string_view>({
    "target",
    "connections",
    "rate",
    "total-rate",
    "in-flight",
    "duration",
    "warmup",
    "grace",
    "size",
    "seed",
    "threads",
    "ramp",
    "connect-timeout",
    "source",
    "json",
    "threshold",
    "header",
    "subprotocol",
    "ping-interval",
    "proxy",
    "redirects",
    "compression",
    "fanout",
    "ca",
    "fingerprint",
    "insecure",
    "client-cert",
    "client-key",
    "servername",
    "alpn",
    "key-password-file",
});

struct Program {
    std::string_view name;
    std::span<const std::string_view> options;
};

constexpr std::array kPrograms{
    Program{"potok-echo", kEcho},
    Program{"potok-loadtest", kLoadtest},
};

}  // namespace

std::span<const std::string_view> options_with_variables(std::string_view program) noexcept {
    const auto* const found = std::ranges::find(kPrograms, program, &Program::name);
    return found != kPrograms.end() ? found->options : std::span<const std::string_view>();
}

bool is_variable_of_a_program(std::string_view variable) {
    const auto names_it = [variable](std::string_view option) {
        return variable_of(option) == variable;
    };
    const auto obeys_it = [&](const Program& program) {
        return std::ranges::any_of(program.options, names_it);
    };
    static const OptionTable common({}, common_options());
    return common.with_variable(variable) != nullptr || std::ranges::any_of(kPrograms, obeys_it);
}

}  // namespace potok::cli
