#include "protocol/websocket_inflater.hpp"

#include <algorithm>
#include <new>

#include "base/assert.hpp"
#include "protocol/zlib_stream.hpp"

namespace potok {
namespace {

using Kind = MessageInflater::Step::Kind;

// What zlib says in data_type: at the beginning of a block, with no bits left of the byte before.
constexpr int kBetweenBlocks = 128;

}  // namespace

MessageInflater::MessageInflater(const Settings& settings) noexcept : settings_(settings) {
    ASSERT(settings.window_bits >= kWindowBitsMin && settings.window_bits <= kWindowBitsMax);
}

MessageInflater::~MessageInflater() {
    if (stream_) ::inflateEnd(&stream_->z);
}

bool MessageInflater::open() noexcept {
    stream_.reset(new (std::nothrow) ZlibStream);
    if (!stream_) return false;
    // A window of 8 bits costs no more than one of 9, and encoders of zlib's that were asked for 8
    // took 9.
    const int window_bits = std::max(settings_.window_bits, kDeflaterWindowBitsMin);
    if (::inflateInit2(&stream_->z, -window_bits) == Z_OK) return true;
    stream_.reset();
    return false;
}

void MessageInflater::begin(std::uint64_t message_max) noexcept {
    const bool goes_on = settings_.takes_over && state_ == State::between;
    state_ = State::inside;
    allowance_ = message_max;
    if (!stream_ || goes_on) return;
    const int status = ::inflateReset(&stream_->z);
    ASSERT(status == Z_OK);  // a stream that was begun can be begun again
}

MessageInflater::Step MessageInflater::step(Bytes& in, bool last, MutableBytes room) noexcept {
    ASSERT(state_ == State::inside);
    if (!stream_ && !open()) return end(Kind::no_memory, 0);
    // At the limit whatever comes out is too much, so there is room for one byte of it.
    const bool at_limit = allowance_ == 0;
    std::byte beyond{};
    const MutableBytes target = at_limit ? MutableBytes(&beyond, 1)
                                         : room.first(static_cast<std::size_t>(
                                               std::min<std::uint64_t>(room.size(), allowance_)));
    if (target.empty()) return {.kind = Kind::output_due};

    std::size_t made = 0;
    Kind kind = inflate_some(in, target, made);
    if (at_limit && made != 0) return end(Kind::too_big, 0);
    allowance_ -= made;
    if (kind == Kind::input_needed && last) kind = inflate_tail();
    const bool goes_on = kind == Kind::input_needed || kind == Kind::output_due;
    return goes_on ? Step{.kind = kind, .made = made} : end(kind, made);
}

// Until all of `in` is used or `target` is full.
Kind MessageInflater::inflate_some(Bytes& in, MutableBytes target, std::size_t& made) noexcept {
    ZlibStream& stream = *stream_;
    do {
        stream.give(in, target.subspan(made));
        const int status = ::inflate(&stream.z, Z_NO_FLUSH);
        in = in.subspan(stream.taken());
        made += stream.made();
        if (status == Z_STREAM_END) begin_next_data_set();
        if (status == Z_MEM_ERROR) return Kind::no_memory;
        const bool good = status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR;
        if (!good) return Kind::damaged;
        if (made == target.size()) return Kind::output_due;
    } while (!in.empty());
    return Kind::input_needed;
}

// All that the message's own bytes stand for is out. So the tail of a flush has to be what was
// taken away (§7.2.2), behind which another block could begin. It gets no room: nothing may come of
// it.
Kind MessageInflater::inflate_tail() noexcept {
    ZlibStream& stream = *stream_;
    std::byte no_room{};
    stream.give(kFlushTail, MutableBytes(&no_room, 0));
    const int status = ::inflate(&stream.z, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) return Kind::no_memory;
    if (status == Z_STREAM_END) {
        begin_next_data_set();
        return stream.taken() == kFlushTail.size() ? Kind::done : Kind::damaged;
    }
    // Between two blocks zlib stops only where there is no more of it.
    const bool whole = status == Z_OK && stream.z.data_type == kBetweenBlocks;
    return whole ? Kind::done : Kind::damaged;
}

// §7.2.1, §7.2.3.4: behind a block with BFINAL the next one begins at a byte's boundary. The window
// stays: the RFC ties it to the message or the connection, not to that bit.
void MessageInflater::begin_next_data_set() noexcept {
    const int status = ::inflateResetKeep(&stream_->z);
    ASSERT(status == Z_OK);
}

MessageInflater::Step MessageInflater::end(Kind kind, std::size_t made) noexcept {
    state_ = kind == Kind::done ? State::between : State::given_up;
    return {.kind = kind, .made = made};
}

std::size_t MessageInflater::held_bytes() const noexcept {
    return stream_ ? sizeof(ZlibStream) + stream_->held_bytes : 0;
}

}  // namespace potok
