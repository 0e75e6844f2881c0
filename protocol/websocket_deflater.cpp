#include "protocol/websocket_deflater.hpp"

#include <algorithm>
#include <new>

#include "base/assert.hpp"
#include "protocol/zlib_stream.hpp"

namespace potok {
namespace {

using Kind = MessageDeflater::Step::Kind;

// §7.2.3.6: the beginning of the empty block that a flush ends with, and all that there is of an
// empty message.
constexpr std::byte kEmptyMessage{0x00};

}  // namespace

MessageDeflater::MessageDeflater(const Settings& settings) noexcept : settings_(settings) {
    ASSERT(settings.window_bits >= kDeflaterWindowBitsMin &&
           settings.window_bits <= kWindowBitsMax);
    ASSERT(settings.level >= 1 && settings.level <= 9);
    ASSERT(settings.memory_level >= 1 && settings.memory_level <= 9);
}

MessageDeflater::~MessageDeflater() {
    if (stream_) ::deflateEnd(&stream_->z);
}

bool MessageDeflater::open() noexcept {
    stream_.reset(new (std::nothrow) ZlibStream);
    if (!stream_) return false;
    const int status =
        ::deflateInit2(&stream_->z, settings_.level, Z_DEFLATED, -int{settings_.window_bits},
                       settings_.memory_level, Z_DEFAULT_STRATEGY);
    if (status == Z_OK) return true;
    stream_.reset();
    return false;
}

void MessageDeflater::begin() noexcept {
    const bool goes_on = settings_.takes_over && state_ == State::between;
    state_ = State::empty;
    if (!stream_ || goes_on) return;
    const int status = ::deflateReset(&stream_->z);
    ASSERT(status == Z_OK);  // a stream that was begun can be begun again
}

MessageDeflater::Step MessageDeflater::step(Bytes& in, bool last, MutableBytes room) noexcept {
    ASSERT(state_ == State::empty || state_ == State::body || state_ == State::end);
    if (state_ == State::end) return give_end(room, 0);
    if (!in.empty()) state_ = State::body;
    if (state_ == State::body) return deflate_body(in, last, room);
    if (!last) return {.kind = Kind::input_needed};
    // Without zlib, which may not be there yet and has nothing to remember of it.
    end_[0] = kEmptyMessage;
    end_size_ = 1;
    end_given_ = 0;
    return give_end(room, 0);
}

// At the end with Z_BLOCK, which says all but the last bits of the last block, however often it is
// asked: a flush that the room's end cut in two might be said twice.
MessageDeflater::Step MessageDeflater::deflate_body(Bytes& in, bool last,
                                                    MutableBytes room) noexcept {
    if (!stream_ && !open()) {
        state_ = State::given_up;
        return {.kind = Kind::no_memory};
    }
    ZlibStream& stream = *stream_;
    std::size_t made = 0;
    do {
        if (made == room.size()) return {.kind = Kind::output_due, .made = made};
        stream.give(in, room.subspan(made));
        const bool ends = last && stream.in_given == in.size();
        const int status = ::deflate(&stream.z, ends ? Z_BLOCK : Z_NO_FLUSH);
        ASSERT(status == Z_OK || status == Z_BUF_ERROR);  // the latter: there was nothing to do
        in = in.subspan(stream.taken());
        made += stream.made();
    } while (!in.empty() || made == room.size());
    if (!last) return {.kind = Kind::input_needed, .made = made};
    deflate_end();
    return give_end(room.subspan(made), made);
}

void MessageDeflater::deflate_end() noexcept {
    ZlibStream& stream = *stream_;
    stream.give({}, end_);
    const int status = ::deflate(&stream.z, Z_SYNC_FLUSH);
    ASSERT(status == Z_OK && stream.z.avail_out != 0);
    const std::size_t made = stream.made();
    ASSERT(made > kFlushTail.size() &&
           std::equal(kFlushTail.begin(), kFlushTail.end(), end_.begin() + made - 4));
    end_size_ = static_cast<std::uint8_t>(made - kFlushTail.size());
    end_given_ = 0;
}

// `made`: already in front of `room`.
MessageDeflater::Step MessageDeflater::give_end(MutableBytes room, std::size_t made) noexcept {
    const std::size_t size = std::min<std::size_t>(room.size(), end_size_ - end_given_);
    std::copy_n(end_.begin() + end_given_, size, room.begin());
    end_given_ = static_cast<std::uint8_t>(end_given_ + size);
    const bool done = end_given_ == end_size_;
    state_ = done ? State::between : State::end;
    return {.kind = done ? Kind::done : Kind::output_due, .made = made + size};
}

std::size_t MessageDeflater::held_bytes() const noexcept {
    return stream_ ? sizeof(ZlibStream) + stream_->held_bytes : 0;
}

}  // namespace potok
