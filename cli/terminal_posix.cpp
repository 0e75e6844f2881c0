#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace potok::cli {
namespace {

int descriptor_of(StandardStream stream) noexcept {
    return stream == StandardStream::out ? STDOUT_FILENO : STDERR_FILENO;
}

}  // namespace

bool is_terminal(StandardStream stream) noexcept {
    return isatty(descriptor_of(stream)) == 1;
}

std::size_t terminal_width(StandardStream stream) noexcept {
    winsize size{};
    const bool is_told = ioctl(descriptor_of(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return is_told ? size.ws_col : kTerminalWidth;
}

}  // namespace potok::cli
