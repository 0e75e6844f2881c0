#include "loadtest/fanout_options.hpp"

#include <fmt/format.h>

#include "diagnostics/sentence.hpp"
#include "loadtest/schedule.hpp"
#include "loadtest/verify/fanout_book.hpp"
#include "loadtest/verify/message_encoder.hpp"

namespace potok::loadtest {
namespace {

static_assert(kReceptionsMost == Schedule::kRateMost);

std::string said(Language language, const Text& text) {
    return std::string(text.in(language));
}

std::string whole(double value) {
    return fmt::format("{:.0f}", value);
}

std::string check_scheme(Language language, EndpointScheme scheme) {
    switch (scheme) {
        case EndpointScheme::lp:
        case EndpointScheme::line:
        case EndpointScheme::ws:
            return {};
        case EndpointScheme::tcp:
            return said(language,
                        {"--fanout is for lp://, line:// and ws:// targets: in a tcp:// stream the "
                         "messages of several senders cannot be told apart",
                         "--fanout — для адресов lp://, line:// и ws://: в потоке tcp:// "
                         "сообщения разных отправителей не различить"});
        default:
            break;
    }
    return said(language, {"--fanout is for lp://, line:// and ws:// targets: over http:// nobody "
                           "is sent what he did not ask for",
                           "--fanout — для адресов lp://, line:// и ws://: по http:// никому не "
                           "приходит то, чего он не просил"});
}

std::string check_size(Language language, const LoadSettings& settings, const SizeRange& size) {
    const std::size_t header =
        header_size_of(alphabet_of(settings.target.scheme, settings.compressed));
    if (size.least >= header) return {};
    constexpr Text kTooSmall{
        "with --fanout every message names its sender, which takes {header} bytes: give a --size "
        "from {header} on",
        "с --fanout каждое сообщение называет отправителя: нужен --size не меньше {header} байт"};
    return fill(kTooSmall, language, {{"header", std::to_string(header)}});
}

std::string check_connections(Language language, std::uint32_t connections) {
    if (connections <= FanoutBook::kConnectionsMax) return {};
    constexpr Text kTooMany{
        "--fanout keeps a book for every pair of connections, {most} connections at most: give "
        "fewer with --connections",
        "--fanout ведёт счёт по каждой паре соединений, и соединений может быть не больше {most}: "
        "укажите меньше в --connections"};
    return fill(kTooMany, language, {{"most", std::to_string(FanoutBook::kConnectionsMax)}});
}

std::string check_rates(Language language, double total_rate, std::uint32_t connections) {
    const double deliveries = total_rate * connections;
    constexpr Text kTooFast{
        "with --fanout {total} messages a second are {deliveries} deliveries a second: each "
        "connection can receive {receptions}, all together {most}; give a smaller --rate or fewer "
        "--connections",
        "с --fanout {total} сообщений в секунду — это {deliveries} доставок в секунду: одно "
        "соединение может принять {receptions}, все вместе {most}; нужна меньшая --rate или меньше "
        "--connections"};
    if (total_rate <= kReceptionsMost && deliveries <= kDeliveriesMost) return {};
    return fill(kTooFast, language,
                {{"total", whole(total_rate)},
                 {"deliveries", whole(deliveries)},
                 {"receptions", whole(kReceptionsMost)},
                 {"most", whole(kDeliveriesMost)}});
}

std::string check_numbers(Language language, const LoadSettings& settings) {
    const double seconds =
        std::chrono::duration<double>(settings.warmup + settings.duration).count();
    const double rate = total_rate_of(settings) / settings.connections;
    // One more, for the share of a message that is due at the end.
    if (rate * seconds + 1 < static_cast<double>(FanoutBook::kNumbersMax)) return {};
    constexpr Text kTooLong{
        "--fanout counts up to {most} messages of a connection: give a smaller --rate or a shorter "
        "--duration",
        "--fanout считает до {most} сообщений от соединения: нужна меньшая --rate или меньшая "
        "--duration"};
    return fill(kTooLong, language, {{"most", std::to_string(FanoutBook::kNumbersMax)}});
}

}  // namespace

std::string check_fanout(Language language, const LoadSettings& settings, const SizeRange& size) {
    if (std::string wrong = check_scheme(language, settings.target.scheme); !wrong.empty())
        return wrong;
    if (settings.in_flight) {
        return said(language,
                    {"--fanout needs a schedule, by which every receiver knows when a message was "
                     "due: give --rate or --total-rate instead of --in-flight",
                     "--fanout нужно расписание, по которому каждый получатель знает срок "
                     "сообщения: вместо --in-flight укажите --rate или --total-rate"});
    }
    if (std::string wrong = check_size(language, settings, size); !wrong.empty()) return wrong;
    if (std::string wrong = check_connections(language, settings.connections); !wrong.empty())
        return wrong;
    const double total_rate = total_rate_of(settings);
    if (std::string wrong = check_rates(language, total_rate, settings.connections); !wrong.empty())
        return wrong;
    return check_numbers(language, settings);
}

}  // namespace potok::loadtest
