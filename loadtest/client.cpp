#include "loadtest/client.hpp"

#include <utility>

#include "base/assert.hpp"
#include "loadtest/driver.hpp"

namespace potok::loadtest {

void Client::on_open(ClientPort& port) {
    port_ = &port;
    state_ = State::open;
    driver_.on_client_open(*this);
}

void Client::on_room() {
    blocked_ = false;
    driver_.on_client_room(*this);
}

void Client::on_close(CloseReason reason) {
    const State before = state_;
    port_ = nullptr;
    state_ = State::closed;
    close_reason_ = reason;
    driver_.on_client_close(*this, before == State::open);
}

void Client::on_answer(const Verification& verification) {
    driver_.on_client_answer(*this, verification);
}

void Client::on_out_of_step() noexcept {
    driver_.on_client_out_of_step();
}

void Client::on_refused(const Refusal& failure) {
    driver_.on_client_refused(*this, failure);
}

void Client::on_compression() {
    driver_.on_client_compression();
}

void Client::on_compressed_message() {
    driver_.on_client_compressed_message();
}

void Client::on_tls_established(const TlsFacts& facts, Duration took) {
    driver_.on_client_tls_established(facts, took);
}

void Client::on_tls_failed(TlsFailure failure) {
    driver_.on_client_tls_failed(*this, std::move(failure));
}

void Client::on_peer_close(std::uint16_t code, Bytes reason) {
    driver_.on_client_peer_close(*this, code, reason);
}

void Client::on_bad_answer(const HttpBadAnswer& answer) {
    driver_.on_client_bad_answer(*this, answer);
}

void Client::on_http_event(HttpEvent event) {
    driver_.on_client_http_event(event);
}

void Client::on_exchange_end() {
    driver_.on_client_exchange_end(*this);
}

bool Client::awaits_any() const noexcept {
    return driver_.awaits_any(*this);
}

bool Client::send(Bytes message) {
    ASSERT(can_send());
    const bool taken = port_->send(message) != SendStatus::rejected;
    blocked_ = !taken || port_->busy();
    return taken;
}

}  // namespace potok::loadtest
