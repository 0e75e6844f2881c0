// StreamVerifier: cuts the bytes of a raw stream (tcp) into the messages they should be.
//
//   between ──► matching ──(whole)──► intact ──► between
//                  │ a byte differs                 ▲
//                  ▼                                │ headers: found again; none: the size is over
//               searching / skipping ───────────────┘
//
// Bytes are compared with the expected message as they come, and what has matched need not be kept,
// for it can be computed again: the verifier buffers less than one header, whatever the size of
// messages. After a difference the next header in the stream says where to go on; the bytes up to
// it are the damage. Damage as long as a message, and akin to it, counts as that message at once,
// so that a peer which waits for the answer is not left waiting; where a header is spoilt right
// behind a message that is missing, and their sizes differ, it may for that reason be counted for
// both. What is akin to nothing, and stands in no message's place, is foreign: once a stretch.
// Messages too small for a header cannot be found again: there the stream goes on in step, by size.
// If bytes were missing, all that follows compares as corrupted; out_of_step() tells. Loop thread
// only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "loadtest/verify/identify.hpp"
#include "loadtest/verify/payload.hpp"

namespace potok::loadtest {

class StreamVerifier {
  public:
    // `scheme` outlives the verifier.
    explicit StreamVerifier(const PayloadScheme& scheme) noexcept : scheme_(scheme) {}

    // Takes bytes from the front of `data` until a message is decided. None: all were taken. The
    // caller settles each answer in its ledger and asks with the ledger's new expectation.
    [[nodiscard]] std::optional<Verification> next(Bytes& data,
                                                   const Expectation& expectation) noexcept;

    // No more bytes will come: what those of an unfinished search were, if they were anything. A
    // message whose beginning matched and whose end never came is not decided; it is lost.
    [[nodiscard]] std::optional<Verification> finish() noexcept;

    // A difference was met in a stream whose messages have no headers.
    [[nodiscard]] bool out_of_step() const noexcept { return out_of_step_; }

  private:
    enum class State : std::uint8_t { between, matching, searching, skipping, ignoring };

    // A message that the bytes are being compared with.
    struct Candidate {
        MessageName name;
        MessageImage image;
        std::size_t compared = 0;
        std::optional<Difference> difference;
    };

    using Answer = std::optional<Verification>;

    [[nodiscard]] bool whole() const noexcept;
    [[nodiscard]] Candidate candidate(MessageName name) const noexcept;
    [[nodiscard]] Answer step(Bytes& data, const Expectation& expectation) noexcept;
    [[nodiscard]] Verification intact(MessageName name) noexcept;
    [[nodiscard]] Answer begin(Bytes& data, const Expectation& expectation) noexcept;
    [[nodiscard]] Answer match(Bytes& data) noexcept;
    [[nodiscard]] Answer differ(const Difference& difference) noexcept;
    void search_from(std::size_t matched) noexcept;
    void begin_unexplained() noexcept;
    [[nodiscard]] Answer judge_unexplained() noexcept;
    [[nodiscard]] bool suspect_is_akin() const noexcept;
    [[nodiscard]] Answer foreign_once() noexcept;
    [[nodiscard]] Answer search(std::byte byte, const Expectation& expectation) noexcept;
    void account_for(std::byte byte, const Expectation& expectation) noexcept;
    [[nodiscard]] Answer find(MessageName found) noexcept;
    [[nodiscard]] Answer damage_to_suspect() const noexcept;
    void skip(Bytes& data, const Expectation& expectation) noexcept;

    const PayloadScheme& scheme_;
    State state_ = State::between;
    bool out_of_step_ = false;

    std::optional<Candidate> current_;  // matching, skipping

    // Searching. The last bytes, of which a header may be the beginning; how many bytes still
    // belong to damage that was reported; how many more do not, and which message those are taken
    // for.
    std::array<std::byte, MessageImage::kHeaderWordsMax * MessageImage::kWordSize> held_{};
    std::size_t held_size_ = 0;
    std::size_t explained_ = 0;
    std::uint64_t unexplained_ = 0;
    std::uint64_t agreeing_ = 0;  // of these, with the suspect
    bool begun_ = false;          // the suspect's first bytes were all right
    bool after_damage_ = false;
    std::optional<Candidate> suspect_;
};

}  // namespace potok::loadtest
