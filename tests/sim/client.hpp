// Client: a peer from outside that follows a plan, and knows every byte that it must get.
//
// It sends and reads in pieces and with pauses, and ends in one of the ways in which clients end.
// What it reads is compared at once: a wrong byte, or one too many, fails the world there and then;
// so does a connection that is cut off when the plan says that nothing may be lost. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tests/sim/tcp.hpp"

namespace potok::sim {

class World;

// How a client understands what it reads, where not every byte of it can be known before: a date, a
// ping. What it makes of a piece is compared with what the plan expects.
class ClientView {
  public:
    virtual ~ClientView() = default;
    // `answer`: what is to be said in reply, behind all that is still to be sent.
    [[nodiscard]] virtual std::string look(std::string_view piece, std::string& answer) = 0;
    // The server has ended in order, behind all of that. `own_end_sent`: the client had before.
    virtual void look_at_end(bool own_end_sent) = 0;
};

struct ClientPlan {
    enum class Ending : std::uint8_t {
        half_close,      // its end as soon as all is sent; closes at the server's end
        close_answered,  // closes when it has all that it expects
        reset,           // resets the connection after `turn_at` bytes, either way
        go_silent,       // after `turn_at` bytes neither sends nor reads, until it is cut off
        stay,            // reads until the server ends
    };

    std::string to_send{};
    std::string expected{};
    Ending ending = Ending::half_close;
    std::size_t turn_at = 0;
    bool must_get_all = false;
    bool sends_before_it_reads = false;  // reads nothing until everything is sent
    // A pause before each step, and what one step moves, at most.
    Duration pause_max{};
    std::size_t piece_max = 64 * 1024;
    std::size_t read_max = 64 * 1024;  // the same of what it reads, where that is less
    // Instead of comparing with `expected`: is given each piece that was read.
    std::function<void(std::string_view)> judge{};
    // None: every byte is known.
    std::shared_ptr<ClientView> view{};
};

class Client final : private TcpOwner {
  public:
    Client(World& world, TcpEnd& end, ClientPlan plan);
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // It has closed, or was cut off.
    [[nodiscard]] bool done() const noexcept { return state_ != State::open; }
    [[nodiscard]] bool was_cut_off() const noexcept { return state_ == State::cut_off; }
    [[nodiscard]] bool got_all() const noexcept { return received_ == plan_.expected.size(); }
    [[nodiscard]] std::size_t received() const noexcept { return received_; }
    [[nodiscard]] std::size_t sent() const noexcept { return sent_; }
    // All that it has sent and will send, as far as is known now.
    [[nodiscard]] std::size_t to_send() const noexcept { return plan_.to_send.size(); }
    // Of what it sent, how much has arrived at the other end.
    [[nodiscard]] std::size_t delivered() const noexcept { return end_.delivered(); }
    [[nodiscard]] Instant done_at() const noexcept { return done_at_; }
    [[nodiscard]] std::string description() const;

    // More is to come from the server, or to be sent.
    void expect(std::string_view more) { plan_.expected += more; }
    void send(std::string_view more);
    // It is one who falls silent, perhaps later.
    [[nodiscard]] bool turned_away() const noexcept {
        return plan_.ending == ClientPlan::Ending::go_silent;
    }
    void stop_sending() { plan_.to_send.resize(sent_); }
    // Closes in order, whatever the plan was.
    void leave();
    // What arrived until now has to come back whole, however the connection ends.
    void must_get_at_least(std::size_t bytes) noexcept { must_get_ = bytes; }

  private:
    enum class State : std::uint8_t { open, closed, cut_off };

    void on_change() override { plan_step(); }
    void plan_step();
    void step();
    [[nodiscard]] bool turns_away();
    void write_some();
    void read_some();
    void understand(std::string_view piece);
    void judge(std::string_view piece);
    void end_in_time();
    void close(bool with_reset);
    void leave_the_end();
    void end(State state);

    World& world_;
    TcpEnd& end_;
    ClientPlan plan_;
    std::size_t sent_ = 0;
    std::size_t received_ = 0;
    std::size_t must_get_ = 0;
    bool step_planned_ = false;
    bool end_sent_ = false;
    bool end_seen_ = false;
    State state_ = State::open;
    Instant done_at_{};
};

}  // namespace potok::sim
