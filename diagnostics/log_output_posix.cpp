#include "diagnostics/log_output.hpp"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace potok {
namespace {

// How often a waiting thread looks whether its patience has got an end meanwhile.
constexpr std::chrono::milliseconds kLook(50);

// Where a pipe has room at all, it takes this much without waiting (POSIX, write()).
constexpr std::size_t kChunk = PIPE_BUF;

bool is_fifo(const std::string& name) noexcept {
    struct stat status {};
    return ::stat(name.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

}  // namespace

Result<LogOutput, LogOutput::Fault> LogOutput::open(const std::string& name) {
    constexpr int kHow = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    constexpr mode_t kReadableByAll = 0666;  // less the umask
    const int file = ::open(name.c_str(), kHow, kReadableByAll);
    if (file >= 0) return LogOutput(file);
    const int code = errno;
    const bool nobody_reads = code == ENXIO && is_fifo(name);
    return Fault{nobody_reads ? OpenFault::fifo_without_reader : OpenFault::refused, code};
}

LogOutput::~LogOutput() {
    if (file_ != kStandardError) ::close(file_);
}

bool LogOutput::write(std::string_view line, const LogPatience& patience) noexcept {
    if (inside_line_ && !write_all("\n", patience)) return false;
    return write_all(line, patience);
}

bool LogOutput::write_all(std::string_view text, const LogPatience& patience) noexcept {
    while (!text.empty()) {
        if (!wait_for_room(patience)) return false;
        const ssize_t taken = ::write(file_, text.data(), std::min(text.size(), kChunk));
        if (taken < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (taken <= 0) return false;
        inside_line_ = text[static_cast<std::size_t>(taken) - 1] != '\n';
        text.remove_prefix(static_cast<std::size_t>(taken));
    }
    return true;
}

// Room, or an error: the write says which.
bool LogOutput::wait_for_room(const LogPatience& patience) const noexcept {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(patience.left());
        const auto step = std::clamp(left, std::chrono::milliseconds(0), kLook);
        pollfd room{.fd = file_, .events = POLLOUT, .revents = 0};
        const int ready = ::poll(&room, 1, static_cast<int>(step.count()));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
        if (left.count() <= 0) return false;
    }
}

}  // namespace potok
