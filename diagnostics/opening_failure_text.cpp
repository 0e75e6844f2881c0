#include "diagnostics/opening_failure_text.hpp"

#include <array>

#include "diagnostics/enum_table.hpp"
#include "diagnostics/http_status_text.hpp"
#include "diagnostics/sentence.hpp"

namespace potok {
namespace {

using Kind = OpeningFailure::Kind;

struct Rule {
    UpgradeResponseFailure failure;
    std::string_view name;
    Text text;
};

constexpr std::array kRules{
    Rule{UpgradeResponseFailure::status_not_101,
         "status_not_101",
         {"it did not answer 101", "ответ не 101"}},
    Rule{UpgradeResponseFailure::version_not_1_1,
         "version_not_1_1",
         {"it answered 101 in HTTP/1.0", "ответ 101 пришёл в HTTP/1.0"}},
    Rule{UpgradeResponseFailure::body_announced,
         "body_announced",
         {"it answered 101 and announced a body", "в ответе 101 объявлено тело"}},
    Rule{UpgradeResponseFailure::upgrade_not_one,
         "upgrade_not_one",
         {"its answer has no Upgrade, or more than one",
          "в ответе нет Upgrade или их больше одного"}},
    Rule{UpgradeResponseFailure::upgrade_not_websocket,
         "upgrade_not_websocket",
         {"Upgrade in its answer is not websocket", "Upgrade в ответе — не websocket"}},
    Rule{UpgradeResponseFailure::connection_not_upgrade,
         "connection_not_upgrade",
         {"Connection in its answer does not name Upgrade",
          "Connection в ответе не называет Upgrade"}},
    Rule{UpgradeResponseFailure::accept_not_one,
         "accept_not_one",
         {"its answer has no Sec-WebSocket-Accept, or more than one",
          "в ответе нет Sec-WebSocket-Accept или их больше одного"}},
    Rule{UpgradeResponseFailure::accept_wrong,
         "accept_wrong",
         {"Sec-WebSocket-Accept in its answer belongs to another request",
          "Sec-WebSocket-Accept в ответе — от другого запроса"}},
    Rule{UpgradeResponseFailure::subprotocol_not_one,
         "subprotocol_not_one",
         {"Sec-WebSocket-Protocol in its answer is not one name",
          "Sec-WebSocket-Protocol в ответе — не одно имя"}},
    Rule{UpgradeResponseFailure::subprotocol_not_asked,
         "subprotocol_not_asked",
         {"it chose a sub-protocol that was not asked for",
          "выбран подпротокол, о котором не просили"}},
    Rule{UpgradeResponseFailure::extension_not_asked,
         "extension_not_asked",
         {"it chose an extension that was not asked for",
          "выбрано расширение, о котором не просили"}},
    Rule{UpgradeResponseFailure::compression_not_as_offered,
         "compression_not_as_offered",
         {"it answered to permessage-deflate with parameters that were not offered",
          "на permessage-deflate отвечено параметрами, которых не предлагали"}},
};
static_assert(covers_in_order(kRules, &Rule::failure, kLastUpgradeResponseFailure));

const Rule& rule_of(UpgradeResponseFailure failure) noexcept {
    return kRules[static_cast<std::size_t>(failure)];
}

Text http_text(HttpFailure failure) noexcept {
    switch (failure) {
        case HttpFailure::head_too_long:
        case HttpFailure::too_many_fields:
            return {"the head of its HTTP response is too long",
                    "слишком длинный заголовок ответа HTTP"};
        case HttpFailure::too_many_informational:
            return {"it answered with one interim status (1xx) after the other",
                    "приходил один промежуточный ответ (1xx) за другим"};
        default:
            break;
    }
    return {"its HTTP response is malformed", "ответ HTTP составлен неправильно"};
}

std::string status_text(Language language, const Text& pattern, std::uint16_t status) {
    return fill(pattern, language, {{"status", http_status_text(status)}});
}

}  // namespace

std::string_view opening_failure_name(OpeningFailure::Kind kind) noexcept {
    switch (kind) {
        case Kind::not_http:
            return "not_http";
        case Kind::http:
            return "http";
        case Kind::status:
            return "status";
        case Kind::upgrade:
            return "upgrade";
        case Kind::ended_early:
            return "ended_early";
    }
    return {};
}

std::string_view tunnel_failure_name(TunnelFailure::Kind kind) noexcept {
    switch (kind) {
        case TunnelFailure::Kind::not_http:
            return "proxy_not_http";
        case TunnelFailure::Kind::http:
            return "proxy_http";
        case TunnelFailure::Kind::status:
            return "proxy_status";
        case TunnelFailure::Kind::ntlm_not_supported:
            return "proxy_ntlm_not_supported";
        case TunnelFailure::Kind::negotiate_not_supported:
            return "proxy_negotiate_not_supported";
        case TunnelFailure::Kind::ended_early:
            return "proxy_ended_early";
    }
    return {};
}

std::string_view upgrade_rule_name(UpgradeResponseFailure failure) noexcept {
    return rule_of(failure).name;
}

std::string opening_failure_text(Language language, const OpeningFailure& failure) {
    constexpr Text kNotHttp{"it does not speak HTTP", "сервер не говорит по HTTP"};
    constexpr Text kStatus{"it answered with the HTTP status {status}",
                           "сервер ответил статусом HTTP {status}"};
    constexpr Text kEndedEarly{"it ended the connection without an answer",
                               "сервер завершил соединение без ответа"};
    const auto said = [language](const Text& text) { return std::string(text.in(language)); };
    switch (failure.kind) {
        case Kind::not_http:
            return said(kNotHttp);
        case Kind::http:
            return said(http_text(failure.http));
        case Kind::status:
            return status_text(language, kStatus, failure.status);
        case Kind::upgrade:
            return said(rule_of(failure.upgrade).text);
        case Kind::ended_early:
            break;
    }
    return said(kEndedEarly);
}

std::string tunnel_failure_text(Language language, const TunnelFailure& failure) {
    constexpr Text kNotHttp{"the proxy does not speak HTTP", "прокси не говорит по HTTP"};
    constexpr Text kHttp{"the proxy's HTTP response is malformed or too long",
                         "ответ HTTP от прокси составлен неправильно или слишком длинный"};
    constexpr Text kStatus{"the proxy answered with the HTTP status {status}",
                           "прокси ответил статусом HTTP {status}"};
    constexpr Text kNtlm{"the proxy wants NTLM authentication, which is not supported",
                         "прокси требует вход по NTLM, он не поддерживается"};
    constexpr Text kNegotiate{"the proxy wants Negotiate authentication, which is not supported",
                              "прокси требует вход по Negotiate, он не поддерживается"};
    constexpr Text kEndedEarly{"the proxy ended the connection without an answer",
                               "прокси завершил соединение без ответа"};
    const auto said = [language](const Text& text) { return std::string(text.in(language)); };
    switch (failure.kind) {
        case TunnelFailure::Kind::not_http:
            return said(kNotHttp);
        case TunnelFailure::Kind::http:
            return said(kHttp);
        case TunnelFailure::Kind::status:
            return status_text(language, kStatus, failure.status);
        case TunnelFailure::Kind::ntlm_not_supported:
            return said(kNtlm);
        case TunnelFailure::Kind::negotiate_not_supported:
            return said(kNegotiate);
        case TunnelFailure::Kind::ended_early:
            break;
    }
    return said(kEndedEarly);
}

}  // namespace potok
