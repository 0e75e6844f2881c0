#include "protocol/line.hpp"

#include <algorithm>
#include <cstring>

namespace potok {
namespace {

constexpr std::byte kCarriageReturn{'\r'};
constexpr std::byte kLineFeed{'\n'};

// Index of the first LF, or size() if there is none.
std::size_t find_line_feed(Bytes in) noexcept {
    if (in.empty()) return 0;
    const void* found = std::memchr(in.data(), '\n', in.size());
    if (found == nullptr) return in.size();
    return static_cast<std::size_t>(static_cast<const std::byte*>(found) - in.data());
}

bool ends_in_carriage_return(Bytes in) noexcept {
    return !in.empty() && in.back() == kCarriageReturn;
}

}  // namespace

LineDecoder::Event LineDecoder::next(Bytes& cursor) noexcept {
    if (failed_) return failure();
    if (cursor.empty()) return {};
    if (carriage_return_) return resolve_carriage_return(cursor);

    // No line that we accept has its LF beyond this window, so a long one is not searched to its
    // end.
    const std::uint64_t room = format_->max_line - seen_;
    const Bytes window =
        cursor.first(static_cast<std::size_t>(std::min<std::uint64_t>(cursor.size(), room + 2)));
    const std::size_t line_feed = find_line_feed(window);
    const std::size_t content =
        line_feed - (ends_in_carriage_return(window.first(line_feed)) ? 1 : 0);
    if (content != 0) {
        if (room == 0) return failure();
        return text(cursor, static_cast<std::size_t>(std::min<std::uint64_t>(content, room)));
    }
    if (line_feed < window.size()) return end(cursor, line_feed + 1);
    // A CR alone, at the end of the input: what follows decides.
    carriage_return_ = true;
    cursor = cursor.subspan(1);
    return {};
}

LineDecoder::Event LineDecoder::resolve_carriage_return(Bytes& cursor) noexcept {
    static constexpr std::byte kLone[] = {kCarriageReturn};
    if (cursor.front() == kLineFeed) return end(cursor, 1);
    if (seen_ == format_->max_line) return failure();
    carriage_return_ = false;
    ++seen_;
    return {.kind = Event::Kind::text, .bytes = kLone};
}

LineDecoder::Event LineDecoder::text(Bytes& cursor, std::size_t size) noexcept {
    const Bytes bytes = cursor.first(size);
    cursor = cursor.subspan(size);
    seen_ += size;
    return {.kind = Event::Kind::text, .bytes = bytes};
}

LineDecoder::Event LineDecoder::end(Bytes& cursor, std::size_t size) noexcept {
    cursor = cursor.subspan(size);
    seen_ = 0;
    carriage_return_ = false;
    return {.kind = Event::Kind::end};
}

LineDecoder::Event LineDecoder::failure() noexcept {
    failed_ = true;
    return {.kind = Event::Kind::failure, .failure = LineFailure::over_maximum};
}

LineDecoder::Extent LineDecoder::first_line(Bytes in) noexcept {
    const std::size_t line_feed = find_line_feed(in);
    if (line_feed == in.size()) return {in.size(), in.size()};
    return {line_feed - (ends_in_carriage_return(in.first(line_feed)) ? 1 : 0), line_feed + 1};
}

MessageRun LineDecoder::whole_messages(Bytes in) const noexcept {
    ASSERT(between_messages());
    MessageRun run;
    while (run.bytes < in.size()) {
        const Bytes rest = in.subspan(run.bytes);
        const Extent line = first_line(rest);
        const bool terminated = rest[line.bytes - 1] == kLineFeed;
        if (!terminated || line.text_bytes > format_->max_line) break;
        run.bytes += line.bytes;
        ++run.count;
    }
    return run;
}

}  // namespace potok
