#include "tests/sim/network.hpp"

#include <algorithm>
#include <utility>

#include "tests/sim/world.hpp"

namespace potok::sim {

// ---- Descriptors

Readiness Descriptor::wanted_readiness() const noexcept {
    const auto wanted = static_cast<unsigned>(watch.interest);
    const Readiness ready = readiness();
    return {ready.readable && (wanted & static_cast<unsigned>(Interest::read)) != 0,
            ready.writable && (wanted & static_cast<unsigned>(Interest::write)) != 0};
}

void Descriptor::changed() const {
    const Readiness ready = wanted_readiness();
    if (ready.readable || ready.writable) watch.set->candidates.insert(number);
}

ListenDescriptor::~ListenDescriptor() {
    for (const Waiting& waiting : queue)
        waiting.end->close(true);
}

StreamDescriptor::~StreamDescriptor() {
    if (end != nullptr) end->close(reset_on_close);
}

Readiness StreamDescriptor::readiness() const noexcept {
    if (connect_fault) return {true, true};
    if (end == nullptr) return {false, false};
    return {end->readable(), end->writable()};
}

void StreamDescriptor::connect_to(TcpEnd& held) {
    end = &held;
    end->set_owner(this);
    changed();
}

void StreamDescriptor::fail(SystemCause why) {
    connect_fault = why;
    changed();
}

std::optional<SocketHandle> Network::lowest_free() {
    const auto free = std::find(descriptors_.begin(), descriptors_.end(), nullptr);
    const auto index = static_cast<std::size_t>(free - descriptors_.begin());
    if (index >= descriptors_max) return std::nullopt;
    if (free == descriptors_.end()) descriptors_.push_back(nullptr);
    return static_cast<SocketHandle>(index);
}

void Network::fail_use(SocketHandle number, std::string_view how) {
    world_.fail("a descriptor is used that it must not be: " + std::to_string(number) + ' ' +
                std::string(how));
}

Descriptor& Network::any_at(SocketHandle number) {
    const auto index = static_cast<std::size_t>(number);
    if (index >= descriptors_.size() || descriptors_[index] == nullptr) {
        fail_use(number, "is not open");
    }
    return *descriptors_[index];
}

void Network::close(SocketHandle number) {
    const Descriptor& closed = any_at(number);
    if (closed.watch.set != nullptr) {
        fail_use(number, "is closed and still polled");
    }
    world_.note("close", static_cast<std::uint64_t>(number));
    descriptors_[static_cast<std::size_t>(number)].reset();
}

std::size_t Network::open_count() const noexcept {
    const auto free = std::count(descriptors_.begin(), descriptors_.end(), nullptr);
    return descriptors_.size() - static_cast<std::size_t>(free);
}

// ---- Ports

bool Network::is_taken(const Address& address) const noexcept {
    return std::any_of(descriptors_.begin(), descriptors_.end(), [&](const auto& each) {
        const auto* listening = dynamic_cast<const ListenDescriptor*>(each.get());
        return listening != nullptr && listening->address.port() == address.port();
    });
}

// Several share a port with reuse_port: the system spreads connections over them.
ListenDescriptor* Network::listener_at(std::uint16_t port) {
    std::vector<ListenDescriptor*> listening;
    for (const auto& each : descriptors_) {
        auto* found = dynamic_cast<ListenDescriptor*>(each.get());
        if (found != nullptr && found->address.port() == port) listening.push_back(found);
    }
    return listening.empty() ? nullptr : listening[world_.random.below(listening.size())];
}

TcpLink& Network::new_link() {
    links_.push_back(std::make_unique<TcpLink>(world_, static_cast<std::uint32_t>(links_.size())));
    return *links_.back();
}

// False: nobody listens there, or too many wait already.
bool Network::reach(std::uint16_t port, TcpEnd& far_end) {
    if (const auto server = servers_.find(port); server != servers_.end()) {
        server->second(far_end);
        return true;
    }
    ListenDescriptor* listening = listener_at(port);
    if (listening == nullptr || listening->queue.size() >= listening->backlog) return false;
    const auto peer_port = static_cast<std::uint16_t>(40'000 + outside_peers_++ % 20'000);
    listening->queue.push_back({&far_end, Address::ipv4({10, 0, 0, 1}, peer_port)});
    listening->changed();
    return true;
}

// The descriptor, if nobody has closed it meanwhile.
StreamDescriptor* Network::still_open(SocketHandle number, std::uint64_t serial) {
    Descriptor* found = descriptors_[static_cast<std::size_t>(number)].get();
    return found != nullptr && found->serial == serial ? dynamic_cast<StreamDescriptor*>(found)
                                                       : nullptr;
}

void Network::connect(StreamDescriptor& descriptor, const Address& to) {
    const bool hindered = world_.random.chance(world_.faults.connect_error);
    if (hindered && world_.random.coin()) return;  // no answer ever comes
    if (silent_ports_.contains(to.port())) return;
    world_.at(
        world_.soon(world_.faults.latency_max),
        [this, hindered, number = descriptor.number, serial = descriptor.serial, port = to.port()] {
            StreamDescriptor* asked = still_open(number, serial);
            if (asked == nullptr) return;
            if (hindered) return asked->fail(SystemCause::host_unreachable);
            decide(*asked, port);
        });
}

void Network::decide(StreamDescriptor& descriptor, std::uint16_t port) {
    TcpLink& link = new_link();
    if (!reach(port, link.second)) return descriptor.fail(SystemCause::connection_refused);
    link.first.establish();
    descriptor.connect_to(link.first);
}

TcpEnd& Network::connect_from_outside(std::uint16_t port) {
    TcpLink& link = new_link();
    world_.at(world_.soon(world_.faults.latency_max), [this, port, &link] {
        if (!reach(port, link.second)) return link.second.close(true);
        link.first.establish();
    });
    return link.first;
}

}  // namespace potok::sim
