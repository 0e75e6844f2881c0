#include "cli/terminal.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

// Puts another descriptor in the place of stderr for as long as it lives.
class StderrReplaced {
  public:
    explicit StderrReplaced(int by) : saved_(::dup(STDERR_FILENO)) { ::dup2(by, STDERR_FILENO); }
    StderrReplaced(const StderrReplaced&) = delete;
    StderrReplaced& operator=(const StderrReplaced&) = delete;
    ~StderrReplaced() {
        ::dup2(saved_, STDERR_FILENO);
        ::close(saved_);
    }

  private:
    int saved_;
};

TEST(Terminal, AFileIsNoneAndHasTheUsualWidth) {
    const int file = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ASSERT_GE(file, 0);
    {
        const StderrReplaced replaced(file);
        EXPECT_FALSE(is_terminal(StandardStream::err));
        EXPECT_EQ(terminal_width(StandardStream::err), kTerminalWidth);
    }
    ::close(file);
}

TEST(Terminal, TellsItsWidth) {
    const int controller = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (controller < 0 || ::grantpt(controller) != 0 || ::unlockpt(controller) != 0) {
        GTEST_SKIP() << "this machine has no pseudo terminals";
    }
    const int terminal = ::open(::ptsname(controller), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_GE(terminal, 0);
    winsize size{};
    size.ws_col = 123;
    ASSERT_EQ(::ioctl(terminal, TIOCSWINSZ, &size), 0);
    {
        const StderrReplaced replaced(terminal);
        EXPECT_TRUE(is_terminal(StandardStream::err));
        EXPECT_EQ(terminal_width(StandardStream::err), 123U);
        size.ws_col = 0;
        ASSERT_EQ(::ioctl(terminal, TIOCSWINSZ, &size), 0);
        EXPECT_EQ(terminal_width(StandardStream::err), kTerminalWidth);
    }
    ::close(terminal);
    ::close(controller);
}

}  // namespace
}  // namespace potok::cli
