// PemBlocks: the blocks of a PEM text one after the other, whatever stands around them.
//
// Each block is found by its own first and last line, so one that was cut off is a fault and not a
// block that is passed over in silence. Lines may end in LF or CRLF and be indented; a byte order
// mark is text as any other, and UTF-16, which some editors of Windows write, is narrowed first.
// Internal to protocol/certificate*; one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/certificate_key.hpp"
#include "protocol/certificate_secret.hpp"

namespace potok {

struct PemBlock {
    std::string label;    // "CERTIFICATE"
    std::string headers;  // "Proc-Type: 4,ENCRYPTED…": how traditional keys are encrypted
    Secret der;
};

class PemBlocks {
  public:
    // The text outlives this.
    explicit PemBlocks(std::string_view text) : rest_(text) {}

    enum class Next : std::uint8_t { block, end, damaged };
    [[nodiscard]] Next next(PemBlock& block);

  private:
    std::string_view rest_;
};

[[nodiscard]] bool looks_like_pem(std::string_view text) noexcept;

// Nothing where the bytes have no mark of UTF-16.
[[nodiscard]] std::optional<Secret> narrowed(Bytes bytes);

// What its headers say is encrypted, decrypted in place; a block without them stays. Faults as
// read_key()'s.
[[nodiscard]] std::optional<CertificateFault> decrypt(PemBlock& block, Password password);

}  // namespace potok
