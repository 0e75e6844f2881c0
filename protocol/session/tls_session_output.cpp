// What a TLS session does with bytes for its peer: corked as plaintext during on_data() above, a
// record at once at other times.
#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.hpp"
#include "protocol/session/tls_session.hpp"
#include "reactor/event_loop.hpp"

namespace potok {
namespace {

std::size_t total_of(std::span<const Bytes> parts) noexcept {
    std::size_t bytes = 0;
    for (const Bytes part : parts)
        bytes += part.size();
    return bytes;
}

// The most that so much plaintext can become.
std::size_t sealed_bytes(std::size_t plaintext) noexcept {
    const std::size_t records = plaintext / TlsSession::kSmallRecordBytes + 1;
    return plaintext + records * TlsEngine::kRecordOverheadMax;
}

}  // namespace

// A record, an alert or a part of the handshake, on its way down.
void TlsSession::take(Bytes record) {
    const bool queued = lower_->send_piece(record) == SendStatus::queued;
    queued ? set(kQueued) : clear(kQueued);
    if (has(kReading)) unasked_ += static_cast<std::uint32_t>(record.size());
}

std::size_t TlsSession::queued_bytes() const noexcept {
    if (lower_ == nullptr) return 0;
    const bool corks = has(kDelivering) && !has(kEnding);
    return lower_->queued_bytes() + (corks ? room_.cork().contents().size() : 0);
}

// Room below for a message's records, and for those of what is corked before it.
bool TlsSession::grants(std::size_t bytes) {
    if (!is_open()) return false;
    ASSERT(has(kOpened));
    const std::size_t corked = has(kDelivering) ? room_.cork().contents().size() : 0;
    if (lower_->takes(sealed_bytes(corked + bytes))) return true;
    set(kDrainedWanted);
    return false;
}

SendStatus TlsSession::status() const noexcept {
    if (!is_open()) return SendStatus::rejected;
    return has(kQueued) ? SendStatus::queued : SendStatus::sent;
}

bool TlsSession::takes(std::size_t bytes) {
    return grants(bytes);
}

SendStatus TlsSession::send(std::span<const Bytes> parts) {
    const std::size_t bytes = total_of(parts);
    if (!grants(bytes)) return SendStatus::rejected;
    if (has(kDelivering)) {
        Cork& cork = room_.cork();
        if (bytes > cork.room()) flush_cork();
        if (bytes <= cork.room()) {
            cork.append(parts);
            return status();
        }
    }
    seal(parts);
    return status();
}

SendStatus TlsSession::send_in_place(Bytes message) {
    ASSERT(has(kDelivering) || !is_open());
    if (!grants(message.size())) return SendStatus::rejected;
    if (room_.cork().extend_in_place(message)) return status();
    return send(std::span(&message, 1));
}

// Nothing can be shared that each stream encrypts with its own key.
SendStatus TlsSession::send_shared(SharedBlock& block, std::size_t offset) {
    return send(block.bytes().subspan(offset));
}

SendStatus TlsSession::send_piece(Bytes piece) {
    if (!is_open()) return SendStatus::rejected;
    if (has(kDelivering)) {
        if (piece.size() > room_.cork().room()) flush_cork();
        if (piece.size() <= room_.cork().room()) {
            room_.cork().append(std::span(&piece, 1));
            return status();
        }
    }
    seal(std::span(&piece, 1));
    return status();
}

void TlsSession::flush_cork() {
    if (!has(kDelivering)) return;
    Cork& cork = room_.cork();
    if (is_open()) write(cork.contents());
    cork.clear();
}

// Parts are put together to records, so that a header does not go in one of its own.
void TlsSession::seal(std::span<const Bytes> parts) {
    if (parts.size() == 1) return write(parts[0]);
    const MutableBytes scratch = room_.scratch();
    std::size_t filled = 0;
    for (Bytes part : parts) {
        while (!part.empty()) {
            const std::size_t record = record_bytes();
            if (filled == 0 && part.size() >= record) {
                write(part.first(record));
                part = part.subspan(record);
                continue;
            }
            const std::size_t taken = std::min(part.size(), record - std::min(filled, record));
            std::memcpy(scratch.data() + filled, part.data(), taken);
            filled += taken;
            part = part.subspan(taken);
            if (filled >= record) write(scratch.first(std::exchange(filled, 0)));
        }
    }
    write(scratch.first(filled));
}

// Small at first, and again behind a pause: the peer's window is small then too, and a record can
// be read only when it is whole.
std::size_t TlsSession::record_bytes() const noexcept {
    const bool is_small = written_ < kSmallRecordsBytes || rested();
    return is_small ? kSmallRecordBytes : TlsEngine::kRecordBytesMax;
}

bool TlsSession::rested() const noexcept {
    return std::chrono::milliseconds(stamp() - stamp_) >= kRecordPause;
}

void TlsSession::write(Bytes plaintext) {
    while (!plaintext.empty() && is_open()) {
        if (rested()) written_ = 0;
        const Bytes record = plaintext.first(std::min(plaintext.size(), record_bytes()));
        stamp_ = stamp();
        written_ =
            std::min(written_ + static_cast<std::uint32_t>(record.size()), kSmallRecordsBytes);
        plaintext = plaintext.subspan(record.size());
        if (!engine_.write(record, TlsEngine::kRecordBytesMax, *this)) return fail();
    }
}

}  // namespace potok
