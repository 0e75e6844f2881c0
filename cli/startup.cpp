#include "cli/startup.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "cli/arguments.hpp"
#include "cli/build_info.hpp"
#include "cli/config_file.hpp"
#include "cli/configuration.hpp"
#include "cli/dump.hpp"
#include "cli/help.hpp"
#include "cli/option_table.hpp"

namespace potok::cli {
namespace {

class Starter {
  public:
    Starter(const Manual& manual, const Inputs& inputs, SettingsRef settings)
        : manual_(manual),
          inputs_(inputs),
          settings_(settings),
          table_(manual.options, manual.logs ? common_options() : common_options_without_log()) {
        startup_.language = inputs.locale;
    }

    Startup start() {
        gather();
        if (answer_help_and_version()) return std::move(startup_);
        if (!fault_) read_file();
        if (fault_) return ended_by(fault_text(startup_.language, *fault_));
        warn();

        const auto configuration = Configuration::merge(table_, given_, startup_.language);
        if (!configuration) {
            return ended_by(fault_text(startup_.language, configuration.error()));
        }
        store(configuration.value());
        const std::string objection = validate();
        if (!objection.empty()) return ended_by(objection);
        answer_dump_and_check(configuration.value());
        return std::move(startup_);
    }

  private:
    // The command line and the environment; whichever names a language is heard from here on.
    void gather() {
        SplitArguments split = split_arguments(table_, inputs_.arguments);
        EnvironmentOptions variables = options_in(table_, inputs_.variables);
        fault_ = std::move(split.fault);
        given_ = std::move(split.given);
        given_.insert(given_.end(), variables.given.begin(), variables.given.end());
        warnings_ = std::move(variables.warnings);
        hear_language();
    }

    void read_file() {
        const Given* const asked = strongest("config");
        if (asked == nullptr || asked->text.empty()) return;
        auto read = read_config(table_, asked->text, asked->source, startup_.language);
        if (!read) {
            fault_ = read.error();
            return;
        }
        given_.insert(given_.end(), read.value().begin(), read.value().end());
        hear_language();
    }

    // A language that does not exist is reported with all other values, in the one heard before.
    void hear_language() {
        const Given* const given = strongest("lang");
        if (given == nullptr) return;
        if (given->text == "en") startup_.language = Language::english;
        if (given->text == "ru") startup_.language = Language::russian;
    }

    // The one of this name that counts: of the strongest source the last.
    const Given* strongest(std::string_view name) const {
        const Given* found = nullptr;
        for (const Given& given : given_) {
            if (given.option->name != name) continue;
            if (found == nullptr || given.source.origin >= found->source.origin) found = &given;
        }
        return found;
    }

    bool answer_help_and_version() {
        if (strongest("help") != nullptr) {
            startup_.out = help(startup_.language, manual_, table_);
        } else if (strongest("version") != nullptr) {
            startup_.out = version_text(manual_.program);
        } else {
            return false;
        }
        startup_.exit = ExitCode::good;
        return true;
    }

    void warn() {
        for (const Fault& warning : warnings_) {
            startup_.err += error_line(manual_, fault_text(startup_.language, warning));
        }
    }

    void store(const Configuration& configuration) {
        configuration.store(&common_, &detail::kTypeTag<CommonSettings>);
        configuration.store(settings_.object, settings_.owner);
        startup_.log = common_.log;
    }

    std::string validate() const {
        const Validator& validator = manual_.validator;
        if (validator.validate == nullptr) return {};
        ASSERT(validator.owner == settings_.owner);
        return validator.validate(settings_.object, startup_.language);
    }

    void answer_dump_and_check(const Configuration& configuration) {
        constexpr Text kGood{"the configuration is good", "конфигурация верна"};
        if (common_.dump_config) startup_.out = dump(startup_.language, configuration);
        if (common_.check) startup_.err += error_line(manual_, kGood.in(startup_.language));
        if (common_.dump_config || common_.check) startup_.exit = ExitCode::good;
    }

    Startup ended_by(std::string_view sentence) {
        startup_.err += error_line(manual_, sentence);
        startup_.exit = ExitCode::usage;
        return std::move(startup_);
    }

    const Manual& manual_;
    const Inputs& inputs_;
    const SettingsRef settings_;
    const OptionTable table_;
    std::vector<Given> given_;
    std::vector<Fault> warnings_;
    std::optional<Fault> fault_;
    CommonSettings common_;
    Startup startup_;
};

}  // namespace

Startup start_up(const Manual& manual, const Inputs& inputs, SettingsRef settings) {
    return Starter(manual, inputs, settings).start();
}

std::string error_line(const Manual& manual, std::string_view sentence) {
    std::string line(manual.program);
    line += ": ";
    line += sentence;
    return line += '\n';
}

}  // namespace potok::cli
