#include "cli/service.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "tests/gtest_pch.hpp"
#include "tests/unit/diagnostics/temporary_folder.hpp"

namespace potok::cli {
namespace {

// A service manager's end of the conversation. A name that begins with a zero byte is abstract.
class Manager {
  public:
    explicit Manager(std::string_view name)
        : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        EXPECT_LE(name.size(), sizeof(address.sun_path));
        std::memcpy(address.sun_path, name.data(), name.size());
        const auto size = offsetof(sockaddr_un, sun_path) + name.size();
        EXPECT_EQ(
            ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(size)),
            0);
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;
    ~Manager() { ::close(fd_); }

    std::string heard() const {
        std::string message(256, '\0');
        const ssize_t size = ::recv(fd_, message.data(), message.size(), 0);
        return size < 0 ? "nothing" : message.substr(0, static_cast<std::size_t>(size));
    }

  private:
    int fd_;
};

class Service : public testing::Test {
  protected:
    Service() : folder_fd_(::open(folder_.path().c_str(), O_DIRECTORY | O_RDONLY | O_CLOEXEC)) {}
    ~Service() override {
        ::unsetenv("NOTIFY_SOCKET");
        ::close(folder_fd_);
    }

    // Short wherever the folder is: a socket's path has a hundred bytes or so.
    std::string path(std::string_view name) const {
        return "/proc/self/fd/" + std::to_string(folder_fd_) + "/" + std::string(name);
    }
    static void announce(const std::string& name) { ::setenv("NOTIFY_SOCKET", name.c_str(), 1); }

    TemporaryFolder folder_;
    int folder_fd_;
};

TEST_F(Service, TellsTheManagerItsState) {
    const Manager manager(path("notify"));
    announce(path("notify"));
    EXPECT_EQ(notify_service_manager(ServiceState::ready), ServiceNotice::sent);
    EXPECT_EQ(manager.heard(), "READY=1");
    EXPECT_EQ(notify_service_manager(ServiceState::stopping), ServiceNotice::sent);
    EXPECT_EQ(manager.heard(), "STOPPING=1");
    EXPECT_EQ(manager.heard(), "nothing");
}

TEST_F(Service, TellsTheTimeOfAReload) {
    const Manager manager(path("notify"));
    announce(path("notify"));
    EXPECT_EQ(notify_service_manager(ServiceState::reloading), ServiceNotice::sent);
    EXPECT_THAT(manager.heard(), testing::MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
}

TEST_F(Service, KnowsTheAbstractNames) {
    const std::string name = "potok_" + std::to_string(std::random_device{}());
    const Manager manager(std::string(1, '\0') + name);
    announce("@" + name);
    EXPECT_EQ(notify_service_manager(ServiceState::ready), ServiceNotice::sent);
    EXPECT_EQ(manager.heard(), "READY=1");
}

TEST_F(Service, TakesTheLongestNamesThatExist) {
    constexpr std::size_t kRoom = sizeof(sockaddr_un::sun_path);
    std::string name = "potok_" + std::to_string(std::random_device{}());
    name.resize(kRoom - 1, 'x');
    const Manager manager(std::string(1, '\0') + name);
    announce("@" + name);
    EXPECT_EQ(notify_service_manager(ServiceState::ready), ServiceNotice::sent);
    EXPECT_EQ(manager.heard(), "READY=1");
    announce("@" + name + "x");
    EXPECT_EQ(notify_service_manager(ServiceState::ready), ServiceNotice::bad_address);
    announce("/" + std::string(kRoom - 1, 'x'));
    EXPECT_EQ(notify_service_manager(ServiceState::ready), ServiceNotice::bad_address);
}

TEST_F(Service, SaysNothingWhereNobodyAsked) {
    ::unsetenv("NOTIFY_SOCKET");
    EXPECT_EQ(notify_service_manager(ServiceState::ready), ServiceNotice::no_manager);
    announce("");
    EXPECT_EQ(notify_service_manager(ServiceState::ready), ServiceNotice::no_manager);
}

TEST_F(Service, RefusesNamesThatAreNone) {
    for (const char* name : {"relative/path", "@", "/", "vsock:2:1234"}) {
        announce(name);
        EXPECT_EQ(notify_service_manager(ServiceState::ready), ServiceNotice::bad_address) << name;
    }
}

TEST_F(Service, ReportsAManagerThatIsGone) {
    announce(path("nobody"));
    EXPECT_EQ(notify_service_manager(ServiceState::ready), ServiceNotice::refused);
}

TEST_F(Service, DoesNotWaitForAManagerThatDoesNotRead) {
    const Manager manager(path("notify"));
    announce(path("notify"));
    ServiceNotice last = ServiceNotice::sent;
    for (int i = 0; i < 100'000 && last == ServiceNotice::sent; ++i) {
        last = notify_service_manager(ServiceState::ready);
    }
    EXPECT_EQ(last, ServiceNotice::refused);
}

}  // namespace
}  // namespace potok::cli
