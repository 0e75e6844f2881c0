// Every callback of a session × everything that a session may do to its stream in it.
//
// Whatever it does: no callback comes inside another, on_close() comes exactly once, and no memory
// is touched that is gone (AddressSanitizer looks).
#include <array>

#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

enum class Callback {
    on_open,
    on_data,
    on_end,
    on_drained,
    on_drain,
    on_alarm,
    on_turn,
    on_posted
};

struct NamedCallback {
    const char* name;
    Callback callback;
};

constexpr std::array<NamedCallback, 8> kCallbacks = {{
    {"OnOpen", Callback::on_open},
    {"OnData", Callback::on_data},
    {"OnEnd", Callback::on_end},
    {"OnDrained", Callback::on_drained},
    {"OnDrain", Callback::on_drain},
    {"OnAlarm", Callback::on_alarm},
    {"OnTurn", Callback::on_turn},
    {"OnPosted", Callback::on_posted},
}};

void PrintTo(const NamedCallback& named, std::ostream* out) {
    *out << named.name;
}

struct Scene {
    LoopHarness& net;
    const ScriptedSession::Script& successor;
};

struct NamedAction {
    const char* name;
    void (*act)(Scene&, Stream&);
};

void PrintTo(const NamedAction& named, std::ostream* out) {
    *out << named.name;
}

void send(Stream& stream, std::size_t bytes) {
    const std::string message(bytes, 'm');
    static_cast<void>(stream.send(bytes_of(message)));
}

void hand_over(Scene& scene, Stream& stream) {
    stream.hand_over(std::make_unique<ScriptedSession>(scene.successor, scene.net.new_log()));
}

constexpr std::array<NamedAction, 15> kActions = {{
    {"Sends", [](Scene&, Stream& stream) { send(stream, 10); }},
    {"SendsMuch", [](Scene&, Stream& stream) { send(stream, 8 << 20); }},
    {"SendsTooMuch",
     [](Scene&, Stream& stream) {
         send(stream, 8 << 20);
         send(stream, 8 << 20);
     }},
    {"SendsPieces",
     [](Scene&, Stream& stream) {
         const std::string piece(2 << 20, 'p');
         for (int i = 0; i < 6 && stream.takes(2 * piece.size()); ++i) {
             static_cast<void>(stream.send_piece(bytes_of(piece)));
             static_cast<void>(stream.send_piece(bytes_of(piece)));
         }
     }},
    {"Pauses", [](Scene&, Stream& stream) { stream.pause_reading(); }},
    {"Resumes",
     [](Scene&, Stream& stream) {
         stream.pause_reading();
         stream.resume_reading();
     }},
    {"Finishes", [](Scene&, Stream& stream) { stream.finish(CloseReason::finished); }},
    {"Aborts", [](Scene&, Stream& stream) { stream.abort(CloseReason::stopped); }},
    {"SendsAndAborts",
     [](Scene&, Stream& stream) {
         send(stream, 10);
         stream.abort(CloseReason::stopped);
         send(stream, 10);
     }},
    {"FinishesAndAborts",
     [](Scene&, Stream& stream) {
         stream.finish(CloseReason::finished);
         stream.abort(CloseReason::stopped);
         stream.resume_reading();
     }},
    {"SetsTheAlarm",
     [](Scene&, Stream& stream) { stream.set_alarm(std::chrono::milliseconds(1)); }},
    {"AsksForATurn", [](Scene&, Stream& stream) { stream.request_turn(); }},
    {"HandsOver", [](Scene& scene, Stream& stream) { hand_over(scene, stream); }},
    {"HandsOverAndFinishes",
     [](Scene& scene, Stream& stream) {
         hand_over(scene, stream);
         stream.finish(CloseReason::finished);
     }},
    {"AbortsAndHandsOver",
     [](Scene& scene, Stream& stream) {
         stream.abort(CloseReason::stopped);
         hand_over(scene, stream);
     }},
}};

class CallbackMatrix : public ::testing::TestWithParam<std::tuple<NamedCallback, NamedAction>> {};

// Brings each callback about, in an order in which none makes another impossible.
void provoke(LoopHarness& net, Peer& peer) {
    const ConnectionId id = net.log(0).stream != nullptr ? net.log(0).stream->id() : ConnectionId{};
    peer.send("data");
    net.until([&] { return peer.all_sent() || net.loop().load() == 0; });
    net.steps(3);
    net.loop().post_call([id](EventLoop& loop) {
        Connection* const connection = loop.connections().find(id);
        if (connection == nullptr) return;
        static_cast<void>(loop.connections().charge(id, 6));
        connection->deliver_posted(bytes_of("posted"));
        connection->resume_reading();
    });
    net.steps(5);
    peer.start_reading();
    net.steps(20);
    net.loop().post_call([id](EventLoop& loop) {
        if (Connection* const connection = loop.connections().find(id)) connection->drain();
    });
    net.steps(3);
    if (!peer.gone()) peer.half_close();
    net.steps(5);
}

TEST_P(CallbackMatrix, EndsInOrder) {
    const NamedCallback where = std::get<0>(GetParam());
    const NamedAction what = std::get<1>(GetParam());
    LoopHarness net;
    net.limits.queued_bytes_max = 1 << 20;
    net.limits.linger_timeout = std::chrono::milliseconds(50);
    net.limits.progress_timeout = std::chrono::seconds(2);
    ScriptedSession::Script successor;
    successor.on_end = [](Stream& stream) { stream.finish(CloseReason::finished); };
    Scene scene{net, successor};
    int acted = 0;
    const auto at = [&](Callback callback, Stream& stream) {
        if (callback == where.callback && acted++ == 0) what.act(scene, stream);
    };
    net.script.on_open = [&](Stream& stream) {
        stream.set_alarm(std::chrono::milliseconds(1));
        stream.request_turn();
        at(Callback::on_open, stream);
    };
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        // More than the peer takes, and one more: on_drained() is to come.
        if (where.callback == Callback::on_drained) {
            send(stream, 8 << 20);
            send(stream, 1 << 20);
        }
        at(Callback::on_data, stream);
        return Consumed{data.size() / 2};
    };
    net.script.on_end = [&](Stream& stream) {
        at(Callback::on_end, stream);
        stream.finish(CloseReason::finished);
    };
    net.script.on_drained = [&](Stream& stream) { at(Callback::on_drained, stream); };
    net.script.on_drain = [&](Stream& stream) { at(Callback::on_drain, stream); };
    net.script.on_alarm = [&](Stream& stream) { at(Callback::on_alarm, stream); };
    net.script.on_turn = [&](Stream& stream) { at(Callback::on_turn, stream); };
    net.script.on_posted = [&](Stream& stream, Bytes) { at(Callback::on_posted, stream); };

    Peer& peer = net.add_peer(16 * 1024);
    peer.stop_reading();
    if (where.callback == Callback::on_alarm) net.until([&] { return acted > 0; });
    provoke(net, peer);
    EXPECT_GE(acted, 1) << "the callback never came";
    peer.reset();
    for (std::size_t i = 0; i < net.sessions(); ++i) {
        const bool handed_over = i == 0 && net.sessions() > 1;
        if (handed_over) continue;
        if (net.log(i).stream != nullptr) net.log(i).stream->resume_reading();
        net.until([&] { return net.log(i).closed == 1; });
    }
    EXPECT_EQ(net.loop().load(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Session, CallbackMatrix,
                         ::testing::Combine(::testing::ValuesIn(kCallbacks),
                                            ::testing::ValuesIn(kActions)),
                         [](const auto& tested) {
                             return std::string(std::get<0>(tested.param).name) +
                                    std::get<1>(tested.param).name;
                         });

}  // namespace
}  // namespace potok::testing
