#include "cli/descriptor_limit.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace potok::cli {
namespace {

SystemError last_error() noexcept {
    const bool denied = errno == EPERM;
    return {.call = SystemCall::raise_descriptor_limit,
            .cause = denied ? SystemCause::permission_denied : SystemCause::other,
            .code = errno};
}

}  // namespace

Result<DescriptorLimit, SystemError> raise_descriptor_limit() noexcept {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return last_error();
    const std::uint64_t before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (before < limit.rlim_max && setrlimit(RLIMIT_NOFILE, &limit) != 0) return last_error();
    return DescriptorLimit{.before = before, .now = limit.rlim_cur};
}

Result<Done, SystemError> check_descriptors_left(std::size_t count) {
    std::vector<int> taken;
    taken.reserve(count);
    int error = 0;
    while (taken.size() < count && error == 0) {
        const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) {
            error = errno;
        } else {
            taken.push_back(descriptor);
        }
    }
    for (const int descriptor : taken)
        ::close(descriptor);
    if (error == EMFILE || error == ENFILE) {
        return SystemError{
            .call = SystemCall::accept, .cause = SystemCause::no_descriptors, .code = error};
    }
    return Done{};
}

}  // namespace potok::cli
