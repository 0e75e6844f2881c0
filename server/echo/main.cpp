// potok-echo: an echo server for ws://, http://, lp://, line:// and tcp://, and all of them over
// TLS.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "cli/descriptor_limit.hpp"
#include "cli/program.hpp"
#include "cli/service.hpp"
#include "cli/signals.hpp"
#include "diagnostics/certificate_fault_text.hpp"
#include "diagnostics/system_error_text.hpp"
#include "protocol/certificate_judgement.hpp"
#include "server/echo/echo_options.hpp"
#include "server/echo/echo_server.hpp"
#include "server/tls_service.hpp"

namespace potok::echo {
namespace {

using cli::ExitCode;
using cli::Signal;

// How long a loop may take to end when it is told to stop at once; one that hangs is left behind.
constexpr Duration kStopLimit = std::chrono::seconds(1);

// For scripts: what is listened on, by what clients know it, then that it is.
void announce(const EchoServer& server, const TlsService* tls) {
    for (const EndpointAddress& address : server.addresses()) {
        std::printf("listening %s\n", to_string(address).c_str());
    }
    if (tls != nullptr && tls->fingerprint())
        std::printf("fingerprint %s\n", fingerprint_text(*tls->fingerprint()).c_str());
    std::puts("ready");
}

void warn_of_public_addresses(const cli::Program& program, const EchoServer& server) {
    for (const EndpointAddress& address : server.addresses()) {
        if (!address.all_interfaces()) continue;
        const Text warning{
            " listens on all interfaces, IPv4 and IPv6: anyone who reaches this "
            "machine can connect",
            " слушает на всех сетевых интерфейсах, IPv4 и IPv6: подключиться сможет "
            "любой, кому доступна эта машина"};
        program.warn(to_string(address) + std::string(warning.in(program.language())));
    }
}

std::chrono::sys_seconds now_in_seconds() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// Names by which clients may call this server, beside those that every self-signed certificate has.
std::vector<std::string> own_names(const std::vector<EndpointAddress>& addresses) {
    std::vector<std::string> names;
    for (const EndpointAddress& address : addresses) {
        if (address.tls && !address.all_interfaces() && !address.host.empty())
            names.push_back(address.host);
    }
    return names;
}

void warn_of_certificates(const cli::Program& program, const TlsService* tls) {
    if (tls == nullptr) return;
    for (const CertificateFault& warning : tls->warnings())
        program.warn(certificate_fault_text(program.language(), warning));
}

// What is wrong with the files leaves what there was in use.
void reload(TlsService* tls, Log& log) {
    const auto reopened = log.reopen();
    if (!reopened) log.write(LogLevel::error, "log_not_reopened");
    if (tls == nullptr) return;
    if (const auto fault = tls->reload(now_in_seconds())) {
        log.write(LogLevel::error, "certificates_not_reloaded",
                  {{"reason", tls_service_fault_text(Language::english, *fault)}});
        return;
    }
    log.write(LogLevel::info, "certificates_reloaded");
    for (const CertificateFault& warning : tls->warnings()) {
        // Clients are refused for what is out of its term, and it was taken all the same.
        const bool is_error = is_out_of_term(warning.kind);
        log.write(is_error ? LogLevel::error : LogLevel::warning,
                  is_error ? "certificate_out_of_term" : "certificate_warning",
                  {{"cause", certificate_fault_name(warning.kind)},
                   {"reason", certificate_fault_text(Language::english, warning)}});
    }
}

void stop_at_once(EchoServer& server, cli::Signals& signals) {
    server.stop();
    const Instant give_up = Clock::now() + kStopLimit;
    while (signals.wait(give_up - Clock::now()) != Signal::notified) {
        if (Clock::now() >= give_up) std::_Exit(number_of(ExitCode::good));
    }
}

// Until the loops have ended: by the first signal in good order, by the second at once.
void serve_until_ended(EchoServer& server, const EchoSettings& settings, TlsService* tls, Log& log,
                       cli::Signals& signals) {
    bool draining = false;
    for (;;) {
        switch (signals.wait(EchoServer::kLoopLimit)) {
            case Signal::terminate:
            case Signal::interrupt:
                if (draining) return stop_at_once(server, signals);
                cli::notify_service_manager(cli::ServiceState::stopping);
                log.write(LogLevel::info, "draining");
                server.drain(settings.drain_timeout);
                draining = true;
                break;
            case Signal::hangup:
                reload(tls, log);
                break;
            case Signal::notified:
                return;
            case Signal::timeout:
                server.check_loops(Clock::now());
                break;
        }
    }
}

ExitCode run(const cli::Program& program, EchoSettings& settings, cli::Signals& signals) {
    const Language language = program.language();
    const auto descriptors = cli::raise_descriptor_limit();
    if (!descriptors) {
        return program.fail(ExitCode::machine, system_error_text(language, descriptors.error()));
    }
    settings.descriptors = descriptors.value().now;

    auto opened = Log::open(program.log_settings());
    if (!opened) return program.fail(ExitCode::machine, log_fault_text(language, opened.error()));
    const std::unique_ptr<Log> log = std::move(opened).value();

    const std::vector<EndpointAddress> addresses = listen_addresses(settings);
    std::unique_ptr<TlsService> tls;
    if (settings.tls.has_identity()) {
        auto made = TlsService::start(settings.tls, own_names(addresses), now_in_seconds());
        if (!made) {
            return program.fail(ExitCode::usage, tls_service_fault_text(language, made.error()));
        }
        tls = std::move(made).value();
    }
    auto started =
        EchoServer::start(addresses, settings, tls.get(), *log, [&signals] { signals.notify(); });
    if (!started) {
        const StartFault& fault = started.error();
        return program.fail(ExitCode::machine,
                            system_error_text(language, fault.error, {.subject = fault.address}));
    }
    const std::unique_ptr<EchoServer> server = std::move(started).value();

    announce(*server, tls.get());
    if (const auto lost = program.flush_output()) return *lost;
    warn_of_public_addresses(program, *server);
    warn_of_certificates(program, tls.get());
    cli::notify_service_manager(cli::ServiceState::ready);
    serve_until_ended(*server, settings, tls.get(), *log, signals);
    signals.end_at_once(number_of(ExitCode::good));
    server->join();
    return ExitCode::good;
}

}  // namespace
}  // namespace potok::echo

int main(int count, char** arguments) {
    using namespace potok;
    cli::Signals signals;  // before any thread
    cli::Program program(echo::manual());
    echo::EchoSettings settings;
    if (const auto exit = program.configure(count, arguments, settings)) return number_of(*exit);
    return number_of(echo::run(program, settings, signals));
}
