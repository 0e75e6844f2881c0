// Messages through the inflater and the deflater, in pieces of input and rooms for output of the
// sizes asked for, each in memory of exactly that size, so that a sanitizer sees what goes beyond.
//
// Without a test framework: the fuzz target and the conformance rows use it as well.
#pragma once

#include <memory>
#include <string>

#include "protocol/websocket_deflater.hpp"
#include "protocol/websocket_inflater.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {

// Bytes in memory of their own.
class ExactPiece {
  public:
    explicit ExactPiece(Bytes bytes)
        : memory_(new std::byte[bytes.size()]), rest_(memory_.get(), bytes.size()) {
        std::copy(bytes.begin(), bytes.end(), memory_.get());
    }
    [[nodiscard]] Bytes& rest() { return rest_; }

  private:
    std::unique_ptr<std::byte[]> memory_;
    Bytes rest_;
};

// What an engine, begun already, makes of a message until it needs no more; `text` gets all of it.
template <class Engine, class NextPiece, class NextRoom>
typename Engine::Step::Kind run_steps(Engine& engine, Bytes message, NextPiece&& next_piece,
                                      NextRoom&& next_room, std::string& text) {
    using Kind = typename Engine::Step::Kind;
    ExactPiece piece{Bytes{}};
    bool last = false;
    for (;;) {
        const std::size_t size = next_room();
        const std::unique_ptr<std::byte[]> room(new std::byte[size]);
        const std::size_t before = piece.rest().size();
        const auto step = engine.step(piece.rest(), last, {room.get(), size});
        require(step.made <= size, "a step stays in its room");
        text += text_of(Bytes(room.get(), step.made));
        if (step.kind == Kind::input_needed) {
            require(piece.rest().empty() && !last, "what is needed is not there already");
            const std::size_t next = std::min<std::size_t>(next_piece(), message.size());
            piece = ExactPiece(message.first(next));
            message = message.subspan(next);
            last = message.empty();
        } else if (step.kind != Kind::output_due) {
            return step.kind;
        } else {
            require(size == 0 || step.made != 0 || piece.rest().size() < before,
                    "every step makes progress");
        }
    }
}

struct Inflated {
    MessageInflater::Step::Kind kind{};
    std::string text{};

    friend bool operator==(const Inflated&, const Inflated&) = default;
};

template <class NextPiece, class NextRoom>
Inflated inflated(MessageInflater& inflater, Bytes message, std::uint64_t message_max,
                  NextPiece&& next_piece, NextRoom&& next_room) {
    Inflated made;
    inflater.begin(message_max);
    made.kind = run_steps(inflater, message, next_piece, next_room, made.text);
    require(made.text.size() <= message_max, "the limit holds");
    return made;
}

inline Inflated inflated(MessageInflater& inflater, std::string_view message,
                         std::uint64_t message_max = 1u << 20) {
    return inflated(
        inflater, bytes_of(message), message_max, [&] { return message.size(); },
        [] { return 4096u; });
}

template <class NextPiece, class NextRoom>
std::string deflated(MessageDeflater& deflater, Bytes message, NextPiece&& next_piece,
                     NextRoom&& next_room) {
    std::string made;
    deflater.begin();
    const auto kind = run_steps(deflater, message, next_piece, next_room, made);
    require(kind == MessageDeflater::Step::Kind::done, "there is memory");
    return made;
}

inline std::string deflated(MessageDeflater& deflater, std::string_view message) {
    return deflated(
        deflater, bytes_of(message), [&] { return message.size(); }, [] { return 4096u; });
}

}  // namespace potok::test
