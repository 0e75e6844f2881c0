// Configuration: every option with the value that counts, and where it comes from.
//
//   the command line  beats  POTOK_…  beats  --config FILE  beats  the default
//
// Sources are merged option by option: the strongest one that gives an option gives all of its
// values. What a weaker source says is checked all the same, because a slip that is masked today
// bites when the mask is gone. Immutable once made; any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "cli/fault.hpp"
#include "cli/option_table.hpp"

namespace potok::cli {

// An option and what it was set to; without values where nobody set it and it has no default.
struct Setting {
    const Option* option = nullptr;
    Source source{};
    std::vector<std::string> texts{};
    std::vector<Value> values{};
};

class Configuration {
  public:
    // `given` in any order; of a non-repeatable option the last one in its source counts.
    [[nodiscard]] static Result<Configuration, Fault> merge(const OptionTable& table,
                                                            std::span<const Given> given,
                                                            Language language);

    // In the order of the table.
    [[nodiscard]] std::span<const Setting> settings() const noexcept { return settings_; }

    // Fills in the fields of `object`, of the type whose tag is `owner`; options of other owners
    // stay. An option without values leaves its field as it is.
    void store(void* object, const void* owner) const;

  private:
    std::vector<Setting> settings_;
};

}  // namespace potok::cli
