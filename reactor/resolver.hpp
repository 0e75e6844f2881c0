// Resolver: host names to addresses, asked on a loop and answered on that loop.
//
// The system's look-up blocks, so a helper thread makes it, one name after the other, and posts the
// answer. A numeric host never gets there: it is answered by a post alone, so that whoever asks
// sees one behaviour. A host that is no name but a number in a dress of its own ("127.1",
// "0x7f000001") is not found: the system would take it for an address that was never filtered as
// one.
//
// resolve() and everything about a NameRequest: the thread of the loop that asked. The resolver
// itself serves all loops of a program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "reactor/address.hpp"
#include "reactor/system_error.hpp"

namespace potok {

class EventLoop;
class NameHelper;
class NameQuestion;

// At least one address, in the order in which the system prefers them, each once.
using NameAnswer = Result<std::vector<Address>, SystemError>;

// One question. What waits for the answer derives from this, or holds one that does; it may ask
// again once it is answered, and be destroyed at any time: an answer that nobody waits for is
// dropped.
class NameRequest {
  public:
    NameRequest(const NameRequest&) = delete;
    NameRequest& operator=(const NameRequest&) = delete;

    [[nodiscard]] bool waiting() const noexcept { return question_ != nullptr; }

    // on_resolved() will not come. Nothing if it is not waiting.
    void cancel() noexcept;

  protected:
    NameRequest() = default;
    virtual ~NameRequest() { cancel(); }

    // Once a question, from the loop, never from inside resolve().
    virtual void on_resolved(NameAnswer answer) = 0;

  private:
    friend class NameQuestion;

    NameQuestion* question_ = nullptr;
};

// Asks the system and waits. Any thread. resolver_posix.cpp, resolver_winsock.cpp.
[[nodiscard]] NameAnswer look_up_name(const std::string& name, std::uint16_t port);

class Resolver {
  public:
    using LookUp = NameAnswer (*)(const std::string& name, std::uint16_t port);

    // Names waiting for the helper. A look-up without a server takes seconds: more than this many
    // would be answered when nobody cares any more.
    static constexpr std::size_t kWaitingMax = 1024;

    // RFC 1035 §2.3.4, and the most addresses that are handed on of those the system knows.
    static constexpr std::size_t kNameLengthMax = 253;
    static constexpr std::size_t kAddressesMax = 16;

    explicit Resolver(std::size_t waiting_max = kWaitingMax, LookUp look_up = look_up_name);
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    // Waits for the look-up in hand, which the system does not let us interrupt; the questions
    // behind it are answered with SystemCause::other. Precondition: the loops that asked still
    // exist.
    ~Resolver();

    // Asks for `host` and answers through `request`. False, and nothing was asked: too many wait,
    // or the system has no thread to give. Precondition: `request` is not waiting.
    [[nodiscard]] bool resolve(EventLoop& loop, NameRequest& request, std::string host,
                               std::uint16_t port);

  private:
    std::unique_ptr<NameHelper> helper_;
};

}  // namespace potok
