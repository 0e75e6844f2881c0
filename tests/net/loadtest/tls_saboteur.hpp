// TlsSaboteur: a server that is OpenSSL and nothing of ours, and goes wrong: before TLS, within its
// handshake, or between messages. What it is good at it does well: an echo.
//
// Its loop has a thread of its own; the session knows TLS by TlsPeer, as bytes.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "reactor/loop_group.hpp"
#include "reactor/session_factory.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"
#include "tests/support/tls_peer.hpp"

namespace potok::testing {

enum class Sabotage : std::uint8_t {
    none,
    silence,           // a handshake of which nothing comes
    half_a_flight,     // … or the front alone
    end_in_handshake,  // of TCP, at the first words
    reset_in_handshake,
    alert_in_handshake,   // handshake_failure
    plain_text,           // in place of TLS
    refuse_every_second,  // connection, by a reset
    wrong_bytes,          // one letter of each answer is another
    half_an_answer,       // and close_notify
    half_an_answer_cut,   // and the end of TCP alone
    half_a_record_cut,
    cut_behind_answers,   // the end of TCP alone, behind the second answer
    damaged_record,       // a bit of the ciphertext
    alert_behind_answer,  // bad_record_mac, encrypted
    empty_close,          // close_notify in place of an answer
};

class TlsSaboteur final : private SessionFactory {
  public:
    struct Options {
        Sabotage does = Sabotage::none;
        int version = TLS1_3_VERSION;
        const Issued* certificate = nullptr;  // none: the one that all tests have
    };

    explicit TlsSaboteur(const Options& options) : options_(options) {
        static_cast<void>(tls_context({.version = options.version}));  // made on this thread
        LoopGroupOptions threads;
        threads.threads = 1;
        loops_ = LoopGroup::create(std::move(threads)).value();
        const Address address = Address::parse_host("127.0.0.1", 0).value();
        port_ = loops_->listen({address, {}, this, &limits_}).value().port();
        loops_->start();
    }
    ~TlsSaboteur() override { loops_.reset(); }

    [[nodiscard]] std::string address(std::string_view scheme) const {
        return std::string(scheme) + "://127.0.0.1:" + std::to_string(port_);
    }

  private:
    class Saboteur final : public Session {
      public:
        Saboteur(const Options& options, bool refuses)
            : does_(options.does), refuses_(refuses), tls_(true, {.version = options.version}) {
            if (options.certificate == nullptr) return;
            SSL_use_certificate(tls_.ssl(), options.certificate->certificate.get());
            SSL_use_PrivateKey(tls_.ssl(), options.certificate->key.get());
        }

        void on_open(Stream& stream) override {
            stream_ = &stream;
            if (refuses_) stream.abort(CloseReason::reset);
        }
        [[nodiscard]] Consumed on_data(MutableBytes data) override {
            tls_.feed(text_of(data));
            if (tls_.established() || shake_hands()) talk();
            return {data.size()};
        }
        void on_end() override { stream_->finish(CloseReason::ended_by_peer); }
        void on_close(CloseReason) override {}

      private:
        // True: it is over.
        bool shake_hands() {
            const bool over = tls_.handshake();
            std::string flight = tls_.take();
            switch (does_) {
                case Sabotage::silence:
                    return false;
                case Sabotage::half_a_flight:
                    if (!over) say(std::string_view(flight).substr(0, flight.size() / 2));
                    return false;
                case Sabotage::end_in_handshake:
                    stream_->finish(CloseReason::finished);
                    return false;
                case Sabotage::reset_in_handshake:
                    stream_->abort(CloseReason::reset);
                    return false;
                case Sabotage::alert_in_handshake:
                    say(std::string_view("\x15\x03\x03\x00\x02\x02\x28", 7));
                    stream_->finish(CloseReason::finished);
                    return false;
                case Sabotage::plain_text:
                    say("HTTP/1.1 400 Bad Request\r\n\r\n");
                    stream_->finish(CloseReason::finished);
                    return false;
                default:
                    say(flight);
                    return over;
            }
        }

        void talk() {
            std::string heard = tls_.read();
            if (heard.empty()) return say(tls_.take());
            const std::string half = heard.substr(0, heard.size() / 2);
            switch (does_) {
                case Sabotage::wrong_bytes:
                    heard[heard.size() / 2] = static_cast<char>(heard[heard.size() / 2] ^ 1);
                    return answer(heard);
                case Sabotage::half_an_answer:
                    answer(half);
                    return end();
                case Sabotage::half_an_answer_cut:
                    answer(half);
                    return cut();
                case Sabotage::half_a_record_cut: {
                    tls_.write(heard);
                    const std::string record = tls_.take();
                    say(std::string_view(record).substr(0, record.size() / 2));
                    return cut();
                }
                case Sabotage::cut_behind_answers:
                    answer(heard);
                    if (++answered_ == 2) cut();
                    return;
                case Sabotage::damaged_record: {
                    tls_.write(heard);
                    std::string record = tls_.take();
                    record.back() = static_cast<char>(record.back() ^ 1);
                    return say(record);
                }
                case Sabotage::alert_behind_answer:
                    answer(heard);
                    // What it cannot decrypt itself it complains of.
                    tls_.feed("\x17\x03\x03" + std::string("\0\x20", 2) + std::string(32, 'x'));
                    static_cast<void>(tls_.read());
                    return say(tls_.take());
                case Sabotage::empty_close:
                    return end();
                default:
                    return answer(heard);
            }
        }

        void answer(std::string_view plaintext) {
            tls_.write(plaintext);
            say(tls_.take());
        }
        void end() {
            tls_.close();
            say(tls_.take());
            cut();
        }
        void cut() { stream_->finish(CloseReason::finished); }
        void say(std::string_view bytes) {
            if (!bytes.empty()) static_cast<void>(stream_->send(bytes_of(bytes)));
        }

        const Sabotage does_;
        const bool refuses_;
        Stream* stream_ = nullptr;
        TlsPeer tls_;
        int answered_ = 0;
    };

    std::unique_ptr<Session> make_session(EventLoop&, const Address&) override {
        const bool refuses =
            options_.does == Sabotage::refuse_every_second && connections_++ % 2 == 1;
        return std::make_unique<Saboteur>(options_, refuses);
    }

    const Options options_;
    const ConnectionLimits limits_;
    std::atomic<unsigned> connections_{0};
    std::uint16_t port_ = 0;
    std::unique_ptr<LoopGroup> loops_;
};

}  // namespace potok::testing
