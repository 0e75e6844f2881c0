#include "protocol/tls_session_cache.hpp"

#include <openssl/ssl.h>

#include <cstddef>
#include <iterator>
#include <utility>

namespace potok {
namespace {

bool is_for_one_use(const SSL_SESSION& session) noexcept {
    return SSL_SESSION_get_protocol_version(&session) >= TLS1_3_VERSION;
}

// Empty: it cannot be resumed, or is too large.
Secret write(const SSL_SESSION& session) {
    // OpenSSL only reads it, and says so of one of the two alone.
    auto& readable = const_cast<SSL_SESSION&>(session);
    const int size =
        SSL_SESSION_is_resumable(&session) == 1 ? i2d_SSL_SESSION(&readable, nullptr) : 0;
    if (size <= 0 || static_cast<std::size_t>(size) > TlsSessionCache::kSessionBytesMax) return {};
    Secret written(static_cast<std::size_t>(size));
    auto* out = reinterpret_cast<unsigned char*>(written.room().data());
    if (i2d_SSL_SESSION(&readable, &out) != size) return {};
    return written;
}

OwnedTlsSession read(const Secret& written) noexcept {
    const auto* in = reinterpret_cast<const unsigned char*>(written.bytes().data());
    return OwnedTlsSession(d2i_SSL_SESSION(nullptr, &in, static_cast<long>(written.size())));
}

}  // namespace

void FreeTlsSession::operator()(ssl_session_st* session) const noexcept {
    SSL_SESSION_free(session);
}

void TlsSessionCache::put(std::string_view server, const ssl_session_st& session) {
    Secret written = write(session);
    if (written.size() == 0) return;
    Server& entry = find_or_add(server);
    const bool one_use = is_for_one_use(session);
    const bool replaces = !one_use || entry.sessions.size() == kSessionsOfServerMax;
    if (replaces && !entry.sessions.empty()) remove(entry, 0);
    add(entry, {std::move(written), one_use});
    while (sessions_ > kSessionsMax || bytes_ > kBytesMax)
        forget(std::prev(servers_.end()));
}

OwnedTlsSession TlsSessionCache::take(std::string_view server) {
    const auto found = by_name_.find(server);
    if (found == by_name_.end()) return nullptr;
    const Servers::iterator entry = found->second;
    servers_.splice(servers_.begin(), servers_, entry);
    OwnedTlsSession session = read(entry->sessions.back().written);
    if (session && !entry->sessions.back().is_for_one_use) return session;
    remove(*entry, entry->sessions.size() - 1);
    if (entry->sessions.empty()) forget(entry);
    return session;
}

void TlsSessionCache::add(Server& server, Kept session) {
    const std::size_t bytes = session.written.size();
    server.sessions.push_back(std::move(session));
    ++sessions_;
    bytes_ += bytes;
}

void TlsSessionCache::remove(Server& server, std::size_t index) noexcept {
    const auto place = server.sessions.begin() + static_cast<std::ptrdiff_t>(index);
    bytes_ -= place->written.size();
    --sessions_;
    server.sessions.erase(place);
}

void TlsSessionCache::forget(Servers::iterator server) noexcept {
    while (!server->sessions.empty())
        remove(*server, server->sessions.size() - 1);
    by_name_.erase(server->name);
    servers_.erase(server);
}

TlsSessionCache::Server& TlsSessionCache::find_or_add(std::string_view name) {
    const auto found = by_name_.find(name);
    if (found != by_name_.end()) {
        servers_.splice(servers_.begin(), servers_, found->second);
        return *found->second;
    }
    // Nothing is kept of it unless there is memory for all: one without sessions would be lost.
    Servers added;
    added.push_back(Server{std::string(name), {}});
    added.front().sessions.reserve(1);
    by_name_.emplace(added.front().name, added.begin());
    servers_.splice(servers_.begin(), added);
    return servers_.front();
}

}  // namespace potok
