// What of JSON Schema the result's schema uses, and no more: enough to hold the report to it.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace potok::loadtest {

// Collects a line for each place where a document breaks its schema.
class SchemaCheck {
  public:
    explicit SchemaCheck(const nlohmann::json& schema) : schema_(schema) {}

    std::vector<std::string> faults_of(const nlohmann::json& document) {
        faults_.clear();
        check(document, schema_, "$");
        return faults_;
    }

  private:
    using Json = nlohmann::json;

    void check(const Json& value, const Json& rule, const std::string& place) {
        if (rule.contains("$ref")) {
            const std::string path = rule["$ref"].get<std::string>().substr(1);
            check(value, schema_.at(Json::json_pointer(path)), place);
        }
        if (rule.contains("const") && value != rule["const"]) fault(place, "const");
        if (rule.contains("enum") && !has(rule["enum"], value)) fault(place, "enum");
        if (rule.contains("type") && !is_of(rule["type"], value)) fault(place, "type");
        if (value.is_number()) check_number(value.get<double>(), rule, place);
        if (value.is_object()) check_object(value, rule, place);
        if (value.is_array() && rule.contains("items")) {
            for (const Json& item : value)
                check(item, rule["items"], place + "[]");
        }
    }

    void check_number(double value, const Json& rule, const std::string& place) {
        if (rule.contains("minimum") && value < rule["minimum"].get<double>()) {
            fault(place, "minimum");
        }
        if (rule.contains("maximum") && value > rule["maximum"].get<double>()) {
            fault(place, "maximum");
        }
    }

    void check_object(const Json& value, const Json& rule, const std::string& place) {
        if (!rule.contains("properties")) return;
        for (const Json& key : rule.at("required")) {
            if (!value.contains(key.get<std::string>())) fault(place, "lacks " + key.dump());
        }
        for (const auto& [key, member] : value.items()) {
            if (rule["properties"].contains(key)) {
                check(member, rule["properties"][key], place + "." + key);
            } else {
                fault(place, "unknown key " + key);
            }
        }
    }

    static bool has(const Json& list, const Json& value) {
        return std::find(list.begin(), list.end(), value) != list.end();
    }

    static bool is_of(const Json& type, const Json& value) {
        if (type.is_array()) {
            return std::any_of(type.begin(), type.end(),
                               [&](const Json& one) { return is_of(one, value); });
        }
        if (type == "integer") return value.is_number_integer();
        if (type == "number") return value.is_number();
        return type == value.type_name();
    }

    void fault(const std::string& place, const std::string& what) {
        faults_.push_back(place + ": " + what);
    }

    const Json& schema_;
    std::vector<std::string> faults_;
};

}  // namespace potok::loadtest
