// The sessions of the load generator: answers out of a stream, to the Client they belong to.
//
// FramedClientSession is for schemes with messages (lp, line), RawClientSession for bare bytes
// (tcp); that of WebSockets has a file of its own. None ever holds input back: an answer is settled
// the moment it arrives.
#pragma once

#include <memory>
#include <utility>

#include "loadtest/client.hpp"
#include "loadtest/verify/stream_verifier.hpp"
#include "protocol/session/frame_reader.hpp"
#include "reactor/stream.hpp"

namespace potok::loadtest {

// What all have in common: the connection's fate is the client's.
class ClientSession : public Session, public ClientPort {
  public:
    explicit ClientSession(Client& client) noexcept : client_(client) {}

    void on_open(Stream& stream) override {
        stream_ = &stream;
        client_.on_open(*this);
    }
    void on_drained() override { client_.on_room(); }
    void on_close(CloseReason reason) override { client_.on_close(reason); }

    [[nodiscard]] SendStatus send(Bytes message) override { return stream_->send(message); }
    void finish() override { stream_->finish(CloseReason::finished); }

  protected:
    Client& client_;
    Stream* stream_ = nullptr;
};

template <class Reader>
class FramedClientSession final : public ClientSession {
  public:
    FramedClientSession(Client& client, const PayloadScheme& payloads,
                        const typename Reader::Format& format, MemoryBudget& budget) noexcept
        : ClientSession(client), payloads_(payloads), reader_(format, budget) {}

    [[nodiscard]] Consumed on_data(MutableBytes data) override {
        const Reading reading = reader_.feed(data, *this);
        if (reading.failure) break_off(*reading.failure);
        return reading.consumed;
    }

    void on_end() override {
        const Reading reading = reader_.end(*this);
        stream_->finish(reading.failure.value_or(CloseReason::ended_by_peer));
    }

    [[nodiscard]] MutableBytes receive_target() override { return reader_.receive_target(); }

    // The front of a message may be that of an answer that comes too late. Where none is due it is
    // nobody's, and where it is no front of one it is damage: a line that lost its end.
    [[nodiscard]] std::optional<Verification> take_tail() override {
        if (!reader_.mid_message()) return std::nullopt;
        if (!client_.awaits_any()) return Verification{};
        TailSink tail{*this};
        static_cast<void>(reader_.end(tail));
        return tail.found;
    }

    // As the reader's sink.
    bool on_messages(Bytes run, std::size_t) {
        reader_.for_each_payload(run, [this](Bytes payload) { settle(payload); });
        return true;
    }
    bool on_message(const BlockRef& block) { return on_messages(block->bytes(), 1); }

  private:
    // Takes what has no end for what it is, unless it may yet have become right.
    struct TailSink {
        bool on_messages(Bytes run, std::size_t) {
            session.reader_.for_each_payload(run, [this](Bytes payload) {
                const Expectation expectation = session.client_.expectation();
                // Fan-out: it does not say yet whose it is to be.
                const bool nameless = payload.size() < session.payloads_.header_size();
                if (expectation.senders != 0 && nameless) return;
                const Verification tail = identify(session.payloads_, expectation, payload);
                const bool damaged =
                    tail.kind == Verification::Kind::corrupted && tail.difference.got;
                if (damaged || tail.kind == Verification::Kind::foreign) found = tail;
            });
            return true;
        }
        bool on_message(const BlockRef& block) { return on_messages(block->bytes(), 1); }

        FramedClientSession& session;
        std::optional<Verification> found{};
    };

    // No message of the run reads like that.
    void break_off(CloseReason failure) {
        if (!std::exchange(broken_off_, true)) client_.on_answer(Verification{});
        stream_->abort(failure);
    }
    void settle(Bytes payload) {
        client_.on_answer(identify(payloads_, client_.expectation(), payload));
    }

    const PayloadScheme& payloads_;
    Reader reader_;
    bool broken_off_ = false;
};

class RawClientSession final : public ClientSession {
  public:
    RawClientSession(Client& client, const PayloadScheme& payloads) noexcept
        : ClientSession(client), verifier_(payloads) {}

    [[nodiscard]] Consumed on_data(MutableBytes data) override {
        Bytes rest = data;
        while (const auto answer = verifier_.next(rest, client_.expectation())) {
            client_.on_answer(*answer);
        }
        return {data.size()};
    }

    void on_end() override { stream_->finish(CloseReason::ended_by_peer); }

    void on_close(CloseReason reason) override {
        if (const auto tail = take_tail()) client_.on_answer(*tail);
        if (verifier_.out_of_step()) client_.on_out_of_step();
        ClientSession::on_close(reason);
    }

    [[nodiscard]] std::optional<Verification> take_tail() override { return verifier_.finish(); }

  private:
    StreamVerifier verifier_;
};

}  // namespace potok::loadtest
