// Socket on the simulated network, with the faults that a system may add to any call: bytes that
// come in pieces, calls that would block though there is room, peers that were gone when accepted.
#include <algorithm>
#include <utility>

#include "reactor/socket.hpp"
#include "tests/sim/world.hpp"

namespace potok {
namespace {

sim::World& world() {
    return sim::World::current();
}

sim::StreamDescriptor& stream_at(SocketHandle handle) {
    return world().network.at<sim::StreamDescriptor>(handle);
}

// The end of a connected socket; one that is still on its way has none, and a loop has no business
// with it.
sim::TcpEnd& end_at(SocketHandle handle) {
    sim::StreamDescriptor& stream = stream_at(handle);
    if (stream.end == nullptr) world().fail("a socket is used before it is connected");
    return *stream.end;
}

// `most`, or less where the world has it so.
std::size_t cut(std::size_t most, unsigned per_mille) {
    sim::Random& random = world().random;
    return most > 1 && random.chance(per_mille) ? random.mostly_small(most) : most;
}

void note(std::string_view what, SocketHandle handle, const IoResult& result) {
    world().note(what, static_cast<std::uint64_t>(handle),
                 result.status == IoResult::Status::done
                     ? result.bytes
                     : ~static_cast<std::uint64_t>(result.status));
    if (result.status != IoResult::Status::would_block) world().count_deed();
}

Result<Socket, SystemError> no_descriptors(SystemCall call) {
    return SystemError{call, SystemCause::no_descriptors};
}

}  // namespace

Result<Socket, SystemError> Socket::listen(const Address& address, const ListenOptions& options) {
    sim::Network& network = world().network;
    if (address.port() != 0 && !options.reuse_port && network.is_taken(address)) {
        return SystemError{SystemCall::bind, SystemCause::address_in_use};
    }
    const Address bound = address.port() != 0 ? address : address.with_port(network.free_port());
    const auto* opened = network.open<sim::ListenDescriptor>(
        bound, static_cast<std::size_t>(std::max(options.backlog, 0)));
    if (opened == nullptr) return no_descriptors(SystemCall::create_socket);
    return Socket(opened->number);
}

Result<Socket, SystemError> Socket::connect(const Address& to, const std::optional<Address>&) {
    sim::Network& network = world().network;
    auto* opened = network.open<sim::StreamDescriptor>(nullptr, to);
    if (opened == nullptr) return no_descriptors(SystemCall::create_socket);
    world().note("connect", static_cast<std::uint64_t>(opened->number), to.port());
    network.connect(*opened, to);
    return Socket(opened->number);
}

std::optional<SystemError> Socket::connect_result() noexcept {
    const auto& fault = stream_at(handle_).connect_fault;
    world().count_deed();
    if (!fault) return std::nullopt;
    return SystemError{SystemCall::connect, *fault};
}

Socket::Accepted Socket::accept() noexcept {
    auto& listening = world().network.at<sim::ListenDescriptor>(handle_);
    const auto answer = [](IoResult::Status status, SystemCause cause = SystemCause::other) {
        return Accepted{status, cause, Socket(), Address()};
    };
    if (listening.queue.empty()) return answer(IoResult::Status::would_block);
    sim::Random& random = world().random;
    if (random.chance(world().faults.spurious_block)) return answer(IoResult::Status::would_block);
    const auto [end, peer] = listening.queue.front();
    if (end->is_reset() && random.coin()) {
        listening.queue.pop_front();
        end->close(false);
        return answer(IoResult::Status::failed, SystemCause::connection_reset);
    }
    if (random.chance(world().faults.accept_error)) {
        return answer(IoResult::Status::failed, SystemCause::no_memory);
    }
    const auto* opened = world().network.open<sim::StreamDescriptor>(nullptr, peer);
    if (opened == nullptr) return answer(IoResult::Status::failed, SystemCause::no_descriptors);
    listening.queue.pop_front();
    stream_at(opened->number).connect_to(*end);
    world().note("accept", static_cast<std::uint64_t>(opened->number), end->number());
    world().count_deed();
    return {IoResult::Status::done, SystemCause::other, Socket(opened->number), peer};
}

IoResult Socket::receive(MutableBytes into) noexcept {
    sim::TcpEnd& end = end_at(handle_);
    const sim::Faults& faults = world().faults;
    IoResult result{IoResult::Status::would_block};
    if (!world().random.chance(faults.spurious_block)) {
        const std::size_t there = std::min(into.size(), end.unread());
        result = end.receive(there == 0 ? into : into.first(cut(there, faults.short_receive)));
    }
    ++world().network.receives;
    note("receive", handle_, result);
    return result;
}

IoResult Socket::send(Bytes from) noexcept {
    return send(std::span(&from, 1));
}

IoResult Socket::send(std::span<const Bytes> from) noexcept {
    sim::TcpEnd& end = end_at(handle_);
    const sim::Faults& faults = world().faults;
    std::size_t all = 0;
    for (const Bytes part : from)
        all += part.size();
    IoResult result{IoResult::Status::would_block};
    if (!world().random.chance(faults.spurious_block)) {
        std::size_t left = cut(all, faults.partial_send);
        for (const Bytes part : from) {
            if (part.empty()) continue;
            const IoResult sent = end.send(part.first(std::min(part.size(), left)));
            if (sent.status == IoResult::Status::failed) result = sent;
            if (sent.status != IoResult::Status::done) break;
            result = {IoResult::Status::done, SystemCause::other, result.bytes + sent.bytes};
            left -= sent.bytes;
            if (sent.bytes < part.size()) break;
        }
    }
    ++world().network.sends;
    note("send", handle_, result);
    return result;
}

void Socket::shutdown_write() noexcept {
    world().note("shutdown", static_cast<std::uint64_t>(handle_));
    world().count_deed();
    end_at(handle_).shutdown_write();
}

// Its networks lose nothing, so no peer of theirs is ever given up.
void Socket::bear_silence_for(Duration) noexcept {}

void Socket::reset_on_close() noexcept {
    stream_at(handle_).reset_on_close = true;
}

void Socket::close() noexcept {
    if (handle_ == kNoSocket) return;
    world().count_deed();
    world().network.close(std::exchange(handle_, kNoSocket));
}

std::optional<Address> Socket::local_address() const noexcept {
    const auto* listening =
        dynamic_cast<const sim::ListenDescriptor*>(&world().network.any_at(handle_));
    if (listening == nullptr) return Address::ipv4({10, 0, 0, 2}, 1);
    return listening->address;
}

std::optional<Address> Socket::peer_address() const noexcept {
    return stream_at(handle_).peer;
}

void ReserveDescriptor::take() noexcept {
    if (handle_ != kNoSocket) return;
    const auto* opened = world().network.open<sim::PlainDescriptor>();
    if (opened != nullptr) handle_ = opened->number;
}

void ReserveDescriptor::release() noexcept {
    if (handle_ != kNoSocket) world().network.close(std::exchange(handle_, kNoSocket));
}

}  // namespace potok
