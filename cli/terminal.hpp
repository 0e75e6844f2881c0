// Terminal: whether somebody watches, and how wide the view is. Live progress is for terminals; a
// file or a pipe gets plain lines. Potok prints no colours, so that
// NO_COLOR has nothing to turn off. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace potok::cli {

enum class StandardStream : std::uint8_t { out, err };

// Where the terminal does not tell.
inline constexpr std::size_t kTerminalWidth = 80;

[[nodiscard]] bool is_terminal(StandardStream stream) noexcept;

// Columns of the terminal, kTerminalWidth where there is none.
[[nodiscard]] std::size_t terminal_width(StandardStream stream) noexcept;

}  // namespace potok::cli
