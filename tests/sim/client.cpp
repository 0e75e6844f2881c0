#include "tests/sim/client.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "tests/sim/world.hpp"

namespace potok::sim {

Client::Client(World& world, TcpEnd& end, ClientPlan plan)
    : world_(world), end_(end), plan_(std::move(plan)) {
    end_.set_owner(this);
    plan_step();
}

std::string Client::description() const {
    return "client " + std::to_string(end_.number()) + " (sent " + std::to_string(sent_) + " of " +
           std::to_string(plan_.to_send.size()) + ", got " + std::to_string(received_) + " of " +
           std::to_string(plan_.expected.size()) + " bytes)";
}

void Client::send(std::string_view more) {
    plan_.to_send += more;
    plan_step();
}

void Client::leave() {
    if (done()) return;
    plan_.must_get_all = false;
    close(false);
}

void Client::plan_step() {
    if (std::exchange(step_planned_, true)) return;
    world_.at(world_.soon(plan_.pause_max), [this] { step(); });
}

void Client::step() {
    step_planned_ = false;
    if (done() || turns_away()) return;
    write_some();
    const bool holds_back = plan_.sends_before_it_reads && sent_ < plan_.to_send.size();
    if (!holds_back || end_.is_reset()) read_some();
    if (done() || turns_away()) return;
    end_in_time();
    if (done()) return;
    const bool can_read = !holds_back && end_.readable();
    const bool can_write = sent_ < plan_.to_send.size() && end_.writable();
    if (can_read || can_write) plan_step();
}

// The plan's turn for the worse, if it has come.
bool Client::turns_away() {
    const bool reset = plan_.ending == ClientPlan::Ending::reset;
    if (!reset && plan_.ending != ClientPlan::Ending::go_silent) return false;
    if (sent_ + received_ < plan_.turn_at) return false;
    if (reset) {
        close(true);
    } else if (end_.is_reset() || end_.end_arrived()) {
        end(State::cut_off);
    }
    return true;
}

void Client::write_some() {
    const std::string_view rest = std::string_view(plan_.to_send).substr(sent_);
    if (rest.empty()) return;
    const std::size_t piece = world_.random.mostly_small(std::min(rest.size(), plan_.piece_max));
    const IoResult result = end_.send(std::as_bytes(std::span(rest.substr(0, piece))));
    sent_ += result.bytes;
}

void Client::read_some() {
    std::array<std::byte, 64 * 1024> room;
    const std::size_t piece = std::min({room.size(), plan_.piece_max, plan_.read_max});
    const IoResult result = end_.receive(MutableBytes(room).first(piece));
    switch (result.status) {
        case IoResult::Status::done:
            return understand({reinterpret_cast<const char*>(room.data()), result.bytes});
        case IoResult::Status::would_block:
            return;
        case IoResult::Status::failed:
            return end(State::cut_off);
        case IoResult::Status::end:
            end_seen_ = true;
            if (plan_.view != nullptr) plan_.view->look_at_end(end_sent_);
            return close(false);
    }
}

void Client::understand(std::string_view piece) {
    if (plan_.view == nullptr) return judge(piece);
    std::string answer;
    judge(plan_.view->look(piece, answer));
    if (!end_sent_) plan_.to_send += answer;
}

void Client::judge(std::string_view piece) {
    received_ += piece.size();
    if (plan_.judge) return plan_.judge(piece);
    const std::size_t from = received_ - piece.size();
    if (received_ > plan_.expected.size() ||
        plan_.expected.compare(from, piece.size(), piece) != 0) {
        world_.fail(description() + " was sent wrong bytes after byte " + std::to_string(from));
    }
}

void Client::end_in_time() {
    const bool all_sent = sent_ == plan_.to_send.size();
    if (plan_.ending == ClientPlan::Ending::half_close && all_sent && !end_sent_) {
        end_sent_ = true;
        end_.shutdown_write();
    }
    if (plan_.ending == ClientPlan::Ending::close_answered && all_sent && got_all()) close(false);
}

void Client::close(bool with_reset) {
    end_.close(with_reset);
    end(State::closed);
}

// Whoever fell silent does not answer an end either: nobody is there for a while yet.
void Client::leave_the_end() {
    end_.set_owner(nullptr);
    const bool vanished = plan_.ending == ClientPlan::Ending::go_silent;
    world_.after(vanished ? Duration(std::chrono::seconds(5)) : Duration(0),
                 [&end = end_] { end.close(false); });
}

void Client::end(State state) {
    if (state == State::cut_off) leave_the_end();
    state_ = state;
    done_at_ = world_.now();
    world_.note("client done", end_.number(), received_);
    if (plan_.must_get_all && !got_all()) world_.fail(description() + " did not get all");
    if (received_ < must_get_) {
        world_.fail(description() + " did not get the " + std::to_string(must_get_) +
                    " bytes that it was owed");
    }
}

}  // namespace potok::sim
