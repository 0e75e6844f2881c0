// EchoServer: the loops and the listeners of potok-echo, as one thing that starts, drains and
// stops.
//
// Main thread, but the callback.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "diagnostics/log.hpp"
#include "protocol/session/endpoint_address.hpp"
#include "reactor/loop_group.hpp"
#include "reactor/loop_watch.hpp"
#include "reactor/system_error.hpp"
#include "server/echo/echo_service.hpp"
#include "server/echo/echo_settings.hpp"
#include "server/tls_service.hpp"

namespace potok::echo {

// What the system refused, and to whom: an address, or nothing where it is the process itself.
struct StartFault {
    SystemError error;
    std::string address;
};

class EchoServer {
  public:
    // Listens on every address and serves. `on_ended` is called on the last loop's thread when
    // every loop has ended; log and `tls` outlive the server. `tls`: for the addresses that speak
    // it; none where none does.
    [[nodiscard]] static Result<std::unique_ptr<EchoServer>, StartFault> start(
        const std::vector<EndpointAddress>& addresses, const EchoSettings& settings,
        TlsService* tls, Log& log, std::function<void()> on_ended);
    ~EchoServer();

    // As they are in fact: with real ports.
    [[nodiscard]] const std::vector<EndpointAddress>& addresses() const noexcept {
        return addresses_;
    }

    // Answers what has arrived, then ends; both return at once.
    void drain(Duration timeout) { loops_->drain(timeout); }
    void stop() { loops_->stop(); }

    // Logs which loops have stopped moving, and which move again. Once a kLoopLimit; the main
    // thread.
    void check_loops(Instant now);
    static constexpr Duration kLoopLimit = std::chrono::seconds(1);

    // Waits until every loop has ended, and logs what they have done.
    void join();

  private:
    EchoServer(TlsService* tls, Log& log) noexcept : tls_(tls), log_(log) {}

    [[nodiscard]] Result<Done, StartFault> listen(const EndpointAddress& address, EchoDuty duty,
                                                  const EchoSettings& settings);

    TlsService* const tls_;
    Log& log_;
    std::unique_ptr<LoopGroup> loops_;
    std::vector<std::unique_ptr<EchoService>> services_;
    std::vector<EndpointAddress> addresses_;
    std::optional<LoopWatch> watch_;
};

}  // namespace potok::echo
