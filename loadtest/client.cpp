#include "loadtest/client.hpp"

#include "base/assert.hpp"
#include "loadtest/driver.hpp"

namespace potok::loadtest {

void Client::on_open(Stream& stream, StreamTail& tail) {
    stream_ = &stream;
    tail_ = &tail;
    state_ = State::open;
    driver_.on_client_open(*this);
}

void Client::on_room() {
    blocked_ = false;
    driver_.on_client_room(*this);
}

void Client::on_close(CloseReason reason) {
    const State before = state_;
    stream_ = nullptr;
    tail_ = nullptr;
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

bool Client::send(Bytes message) {
    ASSERT(can_send());
    blocked_ = stream_->send(message) == SendStatus::rejected;
    return !blocked_;
}

}  // namespace potok::loadtest
