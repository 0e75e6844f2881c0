#include "tests/support/cpu_quota.hpp"

#include <fstream>
#include <random>
#include <sstream>
#include <utility>

namespace potok::testing {
namespace {

using std::filesystem::path;

constexpr unsigned kPeriodMicroseconds = 100'000;

bool write_to(const path& file, const std::string& text) {
    std::ofstream out(file);
    out << text << std::flush;
    return out.good();
}

bool lists_cpu(const path& file) {
    std::ifstream in(file);
    std::string controller;
    while (in >> controller) {
        if (controller == "cpu") return true;
    }
    return false;
}

// The control group of this process in version 2, below its mount.
path own_group() {
    std::ifstream in("/proc/self/cgroup");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("0::/")) return line.substr(4);
    }
    return {};
}

// Where a group with a quota can be made: the nearest of our own groups upwards that hands the
// controller on. A group with processes cannot begin to do so, so only its ancestors are asked.
path parent_of_version_2() {
    for (const path mount : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) {
        for (path group = own_group();; group = group.parent_path()) {
            if (lists_cpu(mount / group / "cgroup.subtree_control")) return mount / group;
            if (group.empty()) break;
        }
    }
    return {};
}

path parent_of_version_1() {
    for (const path mount : {"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"}) {
        if (std::filesystem::exists(mount / "cpu.cfs_quota_us")) return mount;
    }
    return {};
}

bool set_quota(const path& group, unsigned percent) {
    const std::string quota = std::to_string(kPeriodMicroseconds / 100 * percent);
    const std::string period = std::to_string(kPeriodMicroseconds);
    if (std::filesystem::exists(group / "cpu.max")) {
        return write_to(group / "cpu.max", quota + ' ' + period);
    }
    return write_to(group / "cpu.cfs_period_us", period) &&
           write_to(group / "cpu.cfs_quota_us", quota);
}

}  // namespace

Result<CpuQuota, std::string> CpuQuota::create(unsigned percent) {
    path parent = parent_of_version_2();
    if (parent.empty()) parent = parent_of_version_1();
    if (parent.empty()) return std::string("no control group hands on the cpu controller");
    const path group = parent / ("potok-test-" + std::to_string(std::random_device{}()));
    std::error_code error;
    if (!std::filesystem::create_directory(group, error))
        return "no control group can be made in " + parent.string() + ": " + error.message();
    CpuQuota made(group);
    if (!set_quota(group, percent)) return "no quota can be set in " + group.string();
    return made;
}

CpuQuota::CpuQuota(CpuQuota&& other) noexcept : group_(std::exchange(other.group_, {})) {}

CpuQuota::~CpuQuota() {
    std::error_code ignored;
    if (!group_.empty()) std::filesystem::remove(group_, ignored);
}

bool CpuQuota::limit(int process_id) const {
    return write_to(group_ / "cgroup.procs", std::to_string(process_id));
}

}  // namespace potok::testing
