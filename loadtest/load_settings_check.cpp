#include "loadtest/load_settings_check.hpp"

#include <limits>

#include "diagnostics/host_name_fault_text.hpp"
#include "diagnostics/sentence.hpp"
#include "loadtest/fanout_options.hpp"
#include "loadtest/http_options.hpp"
#include "loadtest/schedule.hpp"
#include "loadtest/thresholds.hpp"
#include "loadtest/tls_options.hpp"
#include "loadtest/upgrade_options.hpp"
#include "protocol/idna.hpp"
#include "protocol/session/byte_size.hpp"
#include "reactor/address.hpp"

namespace potok::loadtest {
namespace {

std::string said(Language language, Text text) {
    return std::string(text.in(language));
}

// The largest message that the target's own dialect carries: its width, and its ?max=. Both let one
// byte through, the smallest message there is.
std::uint64_t largest_message(const EndpointAddress& target) noexcept {
    constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();
    switch (target.scheme) {
        case EndpointScheme::lp:
            return largest_payload(target.length_prefix(LengthPrefix::kMaxPayloadLimit));
        case EndpointScheme::line:
            return target.line_format(LineFormat::kMaxLineLimit).max_line;
        default:
            return kAny;
    }
}

std::string check_fit(Language language, const EndpointAddress& target, const SizeRange& size) {
    const std::uint64_t largest = largest_message(target);
    if (size.most <= largest) return {};
    constexpr Text kTooLarge{
        "messages of {most} bytes do not fit the address {target}, which carries {largest} at "
        "most: give a smaller --size, or an address with a larger ?max= or a wider ?prefix=",
        "сообщения по {most} байт не помещаются: адрес {target} пропускает не больше {largest}; "
        "нужен меньший --size или адрес с большим ?max= или более широким ?prefix="};
    return fill(kTooLarge, language,
                {{"most", std::to_string(size.most)},
                 {"target", to_string(target)},
                 {"largest", std::to_string(largest)}});
}

std::string check_in_flight(Language language, const LoadSettings& settings) {
    if (settings.target.scheme != EndpointScheme::http || *settings.in_flight == 1) return {};
    return said(language,
                {"over http:// one request is under way at a time: --in-flight can only be 1",
                 "по http:// в пути только один запрос: --in-flight может быть только 1"});
}

// What only some schemes have.
std::string check_of_scheme(Language language, const LoadSettings& settings) {
    const bool is_http = settings.target.scheme == EndpointScheme::http;
    if (!is_http && settings.redirects != 0)
        return said(language,
                    {"--redirects is for http:// targets", "--redirects — для адресов http://"});
    const bool compresses = is_http || settings.target.scheme == EndpointScheme::ws;
    if (!compresses && settings.compressed)
        return said(language, {"--compression is for ws:// and http:// targets",
                               "--compression — для адресов ws:// и http://"});
    if (settings.target.scheme == EndpointScheme::ws) return check_upgrade(settings, language);
    if (!settings.subprotocols.empty())
        return said(language,
                    {"--subprotocol is for ws:// targets", "--subprotocol — для адресов ws://"});
    if (is_http) return check_post(settings, language);
    if (settings.headers.empty() && settings.proxy.empty()) return {};
    return said(language, {"--header and --proxy are for ws:// and http:// targets",
                           "--header и --proxy — для адресов ws:// и http://"});
}

std::string check_pace(Language language, const LoadSettings& settings) {
    const int paces =
        (settings.rate ? 1 : 0) + (settings.total_rate ? 1 : 0) + (settings.in_flight ? 1 : 0);
    if (paces > 1) {
        return said(language, {"--rate, --total-rate and --in-flight exclude each other: give one",
                               "--rate, --total-rate и --in-flight исключают друг друга: нужен "
                               "один"});
    }
    if (settings.in_flight) return check_in_flight(language, settings);
    if (Schedule::is_possible(total_rate_of(settings), settings.connections)) return {};
    return said(language, {"this rate cannot be kept: a connection sends from 0.001/s to 100000/s",
                           "такую частоту не выдержать: одно соединение отправляет от 0.001/s до "
                           "100000/s"});
}

}  // namespace

Result<SizeRange, SizeFault> parse_size_range(std::string_view text) {
    const std::size_t dots = text.find("..");
    const auto least = parse_byte_size(text.substr(0, dots));
    const auto most =
        dots == std::string_view::npos ? least : parse_byte_size(text.substr(dots + 2));
    if (!least || !most) return SizeFault::not_a_size;
    if (least.value() == 0 || most.value() > kMessageSizeMax) return SizeFault::out_of_range;
    if (least.value() > most.value()) return SizeFault::reversed;
    return SizeRange{static_cast<std::size_t>(least.value()),
                     static_cast<std::size_t>(most.value())};
}

std::string check_target(Language language, std::string_view value) {
    const auto address = parse_endpoint(value, EndpointUse::target);
    if (!address) return {};  // said already
    if (const auto host = host_to_ascii(address.value().host); !host)
        return host_name_fault_text(language, address.value().host, host.error());
    return {};
}

std::string check_size(Language language, std::string_view value) {
    const auto size = parse_size_range(value);
    if (size) return {};
    switch (size.error()) {
        case SizeFault::reversed:
            return said(language, {"the first size is larger than the second: write 64..1024",
                                   "первый размер больше второго: пишите 64..1024"});
        case SizeFault::out_of_range:
            return said(language,
                        {"a message has 1 byte to 1GiB", "в сообщении от 1 байта до 1GiB"});
        case SizeFault::not_a_size:
            break;
    }
    return said(language, {"a size (64, 1KiB, 16MiB) or a range of them (64..1024) is wanted",
                           "нужен размер (64, 1KiB, 16MiB) или промежуток (64..1024)"});
}

std::string check_source(Language language, std::string_view value) {
    if (Address::parse_host(value, 0)) return {};
    return said(language,
                {"an IP address of this machine is wanted", "нужен IP-адрес этой машины"});
}

std::string check_threshold(Language language, std::string_view value) {
    const auto threshold = parse_threshold(value);
    return threshold ? std::string() : threshold_fault_text(language, value, threshold.error());
}

std::string check_settings(const LoadSettings& settings, Language language) {
    const std::string pace = check_pace(language, settings);
    if (!pace.empty()) return pace;
    const std::string of_scheme = check_of_scheme(language, settings);
    if (!of_scheme.empty()) return of_scheme;
    const std::string of_tls = check_tls(settings, language);
    if (!of_tls.empty()) return of_tls;
    const auto size = parse_size_range(settings.size);
    if (!size) return {};  // said already
    const std::string fit = check_fit(language, settings.target, size.value());
    if (!fit.empty() || !settings.fanout) return fit;
    return check_fanout(language, settings, size.value());
}

}  // namespace potok::loadtest
