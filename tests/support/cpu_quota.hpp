// CpuQuota: a share of one processor for some processes, by a control group of their own.
//
// Version 2 where the processor is controlled by it, else version 1; needs the right to make a
// group, which a test has where it runs as root. The group goes with the object, after its
// processes. One thread.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace potok::testing {

class CpuQuota {
  public:
    // The error says what this machine lacks.
    [[nodiscard]] static Result<CpuQuota, std::string> create(unsigned percent);
    CpuQuota(CpuQuota&& other) noexcept;
    CpuQuota& operator=(CpuQuota&&) = delete;
    ~CpuQuota();

    // From now on; false where the system refuses.
    [[nodiscard]] bool limit(int process_id) const;

  private:
    explicit CpuQuota(std::filesystem::path group) noexcept : group_(std::move(group)) {}

    std::filesystem::path group_;
};

}  // namespace potok::testing
