#include "protocol/tls_session_cache.hpp"

#include <openssl/ssl.h>

#include <iterator>
#include <utility>

namespace potok {
namespace {

bool is_for_one_use(const SSL_SESSION& session) noexcept {
    return SSL_SESSION_get_protocol_version(&session) >= TLS1_3_VERSION;
}

}  // namespace

void FreeTlsSession::operator()(ssl_session_st* session) const noexcept {
    SSL_SESSION_free(session);
}

void TlsSessionCache::put(std::string_view server, OwnedTlsSession session) {
    Server& entry = find_or_add(server);
    const bool replaces =
        !is_for_one_use(*session) || entry.sessions.size() == kSessionsOfServerMax;
    if (replaces && !entry.sessions.empty()) {
        entry.sessions.erase(entry.sessions.begin());
        --sessions_;
    }
    entry.sessions.push_back(std::move(session));
    ++sessions_;
    while (sessions_ > kSessionsMax)
        forget(std::prev(servers_.end()));
}

OwnedTlsSession TlsSessionCache::take(std::string_view server) {
    const auto found = by_name_.find(server);
    if (found == by_name_.end()) return nullptr;
    const Servers::iterator entry = found->second;
    servers_.splice(servers_.begin(), servers_, entry);
    OwnedTlsSession session = std::move(entry->sessions.back());
    entry->sessions.pop_back();
    --sessions_;
    const bool resumable = SSL_SESSION_is_resumable(session.get()) == 1;
    if (resumable && !is_for_one_use(*session)) {
        // A copy: what a connection does to its own is not to reach ours.
        if (OwnedTlsSession kept(SSL_SESSION_dup(session.get())); kept) {
            entry->sessions.push_back(std::move(kept));
            ++sessions_;
        }
    }
    if (entry->sessions.empty()) forget(entry);
    return resumable ? std::move(session) : nullptr;
}

void TlsSessionCache::forget(Servers::iterator server) noexcept {
    sessions_ -= server->sessions.size();
    by_name_.erase(server->name);
    servers_.erase(server);
}

TlsSessionCache::Server& TlsSessionCache::find_or_add(std::string_view name) {
    const auto found = by_name_.find(name);
    if (found != by_name_.end()) {
        servers_.splice(servers_.begin(), servers_, found->second);
        return *found->second;
    }
    Server& added = servers_.emplace_front(Server{std::string(name), {}});
    by_name_.emplace(added.name, servers_.begin());
    return added;
}

}  // namespace potok
