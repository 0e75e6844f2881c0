// FaultMessage: one received message as a faulty server treats it: as it was encoded, and the part
// that may be damaged without damaging the protocol.
//
// for_each_message() cuts what a reader hands over (whole messages, adjoining) into them, for each
// kind of reader; a header stands before its payload, a terminator behind its text.
#pragma once

#include <cstddef>

#include "base/bytes.hpp"
#include "loadtest/faulty/fault_fixed_reader.hpp"
#include "protocol/session/frame_reader.hpp"

namespace potok::loadtest {

struct FaultMessage {
    Bytes encoded;
    Bytes payload;  // lies in encoded
};

template <class Visit>
void for_each_message(const LengthPrefixedReader& reader, Bytes run, Visit&& visit) {
    const std::byte* begin = run.data();
    reader.for_each_payload(run, [&](Bytes payload) {
        const std::byte* const end = payload.data() + payload.size();
        visit(FaultMessage{Bytes(begin, end), payload});
        begin = end;
    });
}

template <class Visit>
void for_each_message(const LineReader& reader, Bytes run, Visit&& visit) {
    reader.for_each_payload(run, [&](Bytes text) {
        const auto from = static_cast<std::size_t>(text.data() - run.data());
        const Bytes behind = run.subspan(from + text.size());
        // LF or CRLF; the last line before the peer's end may have none.
        const std::size_t terminator =
            behind.empty() ? 0 : (behind.front() == std::byte{'\n'} ? 1 : 2);
        visit(FaultMessage{run.subspan(from, text.size() + terminator), text});
    });
}

template <class Visit>
void for_each_message(const FixedSizeReader& reader, Bytes run, Visit&& visit) {
    reader.for_each_payload(run, [&](Bytes bytes) { visit(FaultMessage{bytes, bytes}); });
}

}  // namespace potok::loadtest
