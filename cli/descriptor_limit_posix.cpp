#include "cli/descriptor_limit.hpp"

#include <sys/resource.h>

#include <cerrno>

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

}  // namespace potok::cli
