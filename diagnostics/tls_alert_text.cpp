#include "diagnostics/tls_alert_text.hpp"

#include <algorithm>
#include <array>

#include "diagnostics/sentence.hpp"
#include "protocol/tls_failure.hpp"

namespace potok {
namespace {

struct Meaning {
    std::uint8_t alert;
    Text text;
};

constexpr std::array kMeanings{
    Meaning{
        10,
        {"the other side did not expect what it got", "другая сторона получила не то, чего ждала"}},
    Meaning{20,
            {"the other side got a record that was changed on its way",
             "до другой стороны дошла повреждённая запись"}},
    Meaning{22,
            {"the other side got a record that is too long",
             "до другой стороны дошла слишком длинная запись"}},
    Meaning{40,
            {"the other side found nothing that both of us can do: suites, keys, or it wants a "
             "client certificate",
             "другая сторона не нашла общего: наборов шифров, ключей, — или ей нужен "
             "клиентский сертификат"}},
    Meaning{42,
            {"the other side does not take our certificate: it is malformed, or not valid yet",
             "другая сторона не приняла наш сертификат: он составлен неправильно или ещё не "
             "действует"}},
    Meaning{43,
            {"the other side does not take certificates of the kind that ours is of",
             "другая сторона не принимает сертификаты такого вида, как наш"}},
    Meaning{44, {"our certificate was revoked", "наш сертификат отозван"}},
    Meaning{45,
            {"our certificate has expired, or the other side's clock is wrong",
             "наш сертификат истёк, или у другой стороны неверны часы"}},
    Meaning{46,
            {"the other side does not take our certificate and does not say why",
             "другая сторона не приняла наш сертификат и не сказала почему"}},
    Meaning{47,
            {"the other side got something that contradicts itself",
             "до другой стороны дошло то, что противоречит само себе"}},
    Meaning{48,
            {"the other side does not trust who issued our certificate",
             "другая сторона не доверяет тому, кем выдан наш сертификат"}},
    Meaning{49,
            {"the other side knows who we are, and does not let us in",
             "другая сторона знает, кто мы, и не пускает"}},
    Meaning{50,
            {"the other side could not read what it got",
             "другая сторона не смогла прочитать то, что получила"}},
    Meaning{51,
            {"the other side found a signature or a key to be wrong",
             "другая сторона сочла подпись или ключ неверными"}},
    Meaning{70,
            {"the other side does not speak our versions of TLS (1.2 and 1.3, or 1.3 alone)",
             "другая сторона не знает наших версий TLS (1.2 и 1.3 или только 1.3)"}},
    Meaning{71,
            {"the other side asks for stronger ciphers than both of us have",
             "другая сторона требует шифров надёжнее тех, что есть у обоих"}},
    Meaning{80,
            {"the other side failed in itself; its log may say more",
             "у другой стороны внутренняя ошибка; подробности — в её журнале"}},
    Meaning{86,
            {"the other side speaks a newer version than was asked for: something on the way "
             "interferes",
             "другая сторона знает версию новее запрошенной: кто-то вмешивается по пути"}},
    Meaning{90, {"the other side gave up", "другая сторона передумала"}},
    Meaning{100,
            {"the other side does not begin anew within a connection",
             "другая сторона не повторяет рукопожатие внутри соединения"}},
    Meaning{112, {"the other side has nobody of that name", "у другой стороны нет такого имени"}},
    Meaning{116,
            {"the other side wants a client certificate",
             "другой стороне нужен клиентский сертификат"}},
    Meaning{120,
            {"the other side speaks none of our application protocols (ALPN)",
             "другая сторона не знает наших прикладных протоколов (ALPN)"}},
};
static_assert(std::is_sorted(kMeanings.begin(), kMeanings.end(),
                             [](const Meaning& one, const Meaning& other) {
                                 return one.alert < other.alert;
                             }));

constexpr Text kAnyMeaning{"the other side ended the connection",
                           "другая сторона прервала соединение"};

const Text& meaning_of(std::uint8_t alert) noexcept {
    const auto found = std::find_if(kMeanings.begin(), kMeanings.end(),
                                    [alert](const Meaning& one) { return one.alert == alert; });
    return found == kMeanings.end() ? kAnyMeaning : found->text;
}

}  // namespace

std::string alert_text(std::uint8_t alert) {
    const std::string number = std::to_string(alert);
    const std::string_view name = alert_name(alert);
    return name.empty() ? number : std::string(name) + " (" + number + ")";
}

std::string received_alert_text(Language language, std::uint8_t alert) {
    constexpr Text kAlert{"{meaning}; its alert is {alert}",
                          "{meaning}; её оповещение TLS — {alert}"};
    return fill(kAlert, language,
                {{"meaning", meaning_of(alert).in(language)}, {"alert", alert_text(alert)}});
}

}  // namespace potok
