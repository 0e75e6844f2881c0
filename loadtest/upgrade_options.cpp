#include "loadtest/upgrade_options.hpp"

#include <algorithm>
#include <utility>

#include "diagnostics/address_fault_text.hpp"
#include "diagnostics/escape.hpp"
#include "diagnostics/host_name_fault_text.hpp"
#include "diagnostics/sentence.hpp"
#include "protocol/http_write.hpp"
#include "protocol/idna.hpp"
#include "protocol/session/ascii_host.hpp"
#include "protocol/websocket_handshake.hpp"
#include "protocol/websocket_origin.hpp"

namespace potok::loadtest {
namespace {

constexpr std::string_view kOrigin = "Origin";
constexpr std::string_view kAuthorization = "Authorization";

std::string said(Language language, Text text) {
    return std::string(text.in(language));
}

Text text_of_failure(UpgradeRequestFailure failure) noexcept {
    switch (failure) {
        case UpgradeRequestFailure::host_malformed:
            return {"the host of {target} cannot be named in an HTTP request",
                    "узел из {target} нельзя назвать в запросе HTTP"};
        case UpgradeRequestFailure::target_malformed:
            return {
                "the path of {target} has characters that no HTTP request may have: write "
                "them as %XX",
                "в пути {target} есть знаки, которых в запросе HTTP быть не может: запишите их "
                "как %XX"};
        case UpgradeRequestFailure::origin_malformed:
            return {"--header Origin wants scheme://host[:port] or null",
                    "--header Origin требует схема://узел[:порт] или null"};
        case UpgradeRequestFailure::subprotocols_malformed:
            return {"--subprotocol: the same name twice, or too many of them",
                    "--subprotocol: одно имя дважды или слишком много имён"};
        case UpgradeRequestFailure::header_refused:
            break;
    }
    return {"--header: too many of them", "--header: слишком много полей"};
}

}  // namespace

std::optional<UpgradeAsk::Header> parse_header(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == text.npos) return std::nullopt;
    return UpgradeAsk::Header{std::string(text.substr(0, colon)),
                              std::string(without_blanks(text.substr(colon + 1)))};
}

std::string check_header(Language language, std::string_view value) {
    const auto header = parse_header(value);
    if (!header || judge_field({header->name, header->value})) {
        return said(language, {"a field of an HTTP request is wanted: 'Name: value'",
                               "нужно поле запроса HTTP: 'Имя: значение'"});
    }
    const HttpField field{header->name, header->value};
    if (!judge_fields(HttpFieldList(&field, 1)) && !is_handshake_field(field.name)) return {};
    constexpr Text kReserved{"{name} belongs to the handshake itself and cannot be set",
                             "{name} принадлежит самому протоколу, задать его нельзя"};
    return fill(kReserved, language, {{"name", escaped(header->name)}});
}

std::string check_subprotocol(Language language, std::string_view value) {
    if (is_token(value)) return {};
    return said(language, {"a name without blanks and separators is wanted",
                           "нужно имя без пробелов и разделителей"});
}

std::string check_proxy(Language language, std::string_view value) {
    const auto address = parse_endpoint(value, EndpointUse::target);
    if (!address) return address_fault_text(language, value, address.error());
    const EndpointAddress& proxy = address.value();
    const bool plain = proxy.path_and_query.empty() || proxy.path_and_query == "/";
    if (const auto host = host_to_ascii(proxy.host); !host)
        return host_name_fault_text(language, proxy.host, host.error());
    if (proxy.scheme == EndpointScheme::http && !proxy.tls && plain) return {};
    return said(language, {"a proxy is http://[user:password@]host:port",
                           "прокси — это http://[имя:пароль@]узел:порт"});
}

std::string check_upgrade(const LoadSettings& settings, Language language) {
    const auto origins = std::ranges::count_if(settings.headers, [](const std::string& text) {
        return equal_ignoring_case(parse_header(text)->name, kOrigin);
    });
    const auto failure =
        origins > 1 ? UpgradeRequestFailure::origin_malformed : make_upgrade_ask(settings).judge();
    if (!failure) return {};
    return fill(text_of_failure(*failure), language,
                {{"target", escaped(to_string(settings.target))}});
}

UpgradeAsk make_upgrade_ask(const LoadSettings& settings) {
    UpgradeAsk ask = upgrade_ask_of(with_ascii_host(settings.target));
    ask.subprotocols = settings.subprotocols;
    const std::vector<UpgradeAsk::Header> of_address = std::exchange(ask.headers, {});
    if (settings.compressed) ask.deflate.emplace();
    bool authorized = false;
    for (const std::string& text : settings.headers) {
        UpgradeAsk::Header header = *parse_header(text);
        authorized = authorized || equal_ignoring_case(header.name, kAuthorization);
        if (equal_ignoring_case(header.name, kOrigin)) {
            ask.origin = header.value;
        } else {
            ask.headers.push_back(std::move(header));
        }
    }
    if (!authorized) ask.headers.insert(ask.headers.end(), of_address.begin(), of_address.end());
    return ask;
}

}  // namespace potok::loadtest
