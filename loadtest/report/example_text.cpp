#include "loadtest/report/example_text.hpp"

#include <fmt/format.h>

#include "diagnostics/http_status_text.hpp"
#include "diagnostics/sentence.hpp"
#include "loadtest/report/wording.hpp"

namespace potok::loadtest {
namespace {

constexpr Text kLost{
    "message {number} of connection {owner}, sent {at} after the start, never came back",
    "сообщение {number} соединения {owner}, отправленное через {at} после начала, так и не "
    "вернулось"};
constexpr Text kNeverArrived{
    "message {number} of connection {owner}, due {at} after the start, never arrived at connection "
    "{connection}",
    "сообщение {number} соединения {owner} со сроком через {at} после начала так и не пришло "
    "соединению {connection}"};
constexpr Text kDuplicated{
    "{at} after the start connection {connection} received message {number}{whose} once more",
    "через {at} после начала соединение {connection} получило сообщение {number}{whose} ещё раз"};
constexpr Text kReordered{
    "{at} after the start connection {connection} received message {number} after one that it had "
    "sent later",
    "через {at} после начала соединение {connection} получило сообщение {number} после того, "
    "которое "
    "отправило позже него"};
constexpr Text kReorderedOfOther{
    "{at} after the start connection {connection} received message {number}{whose} after one that "
    "was sent later",
    "через {at} после начала соединение {connection} получило сообщение {number}{whose} после "
    "отправленного позже"};
constexpr Text kMisdelivered{
    "{at} after the start connection {connection} received message {number} of connection {owner}",
    "через {at} после начала соединение {connection} получило сообщение {number} соединения "
    "{owner}"};
constexpr Text kForeign{
    "{at} after the start connection {connection} received bytes that are no message of this run",
    "через {at} после начала соединение {connection} получило байты, которых этот прогон не "
    "отправлял"};
constexpr Text kCorrupted{
    "{at} after the start connection {connection} received message {number}{whose} with other "
    "bytes: "
    "{difference}",
    "через {at} после начала соединение {connection} получило сообщение {number}{whose} с другими "
    "байтами: "
    "{difference}"};

constexpr Text kOtherByte{"byte {offset} is {got} instead of {expected}",
                          "байт {offset} — {got} вместо {expected}"};
constexpr Text kTooShort{"it ends before byte {offset}, which should be {expected}",
                         "оно кончается перед байтом {offset}, где должно быть {expected}"};
constexpr Text kTooLong{"it goes on with {got} at byte {offset}, where it should have ended",
                        "оно продолжается байтом {got} на месте {offset}, где должно кончиться"};
constexpr Text kRefused{
    "{at} after the start connection {connection} was answered to message {number} with the HTTP "
    "status {status}",
    "через {at} после начала соединению {connection} на сообщение {number} ответили статусом HTTP "
    "{status}"};
constexpr Text kUnknownByte{"where is not known", "где именно, неизвестно"};

// Whose message it was, where that was another connection: in a fan-out.
constexpr Text kWhose{" of connection {owner}", " соединения {owner}"};

bool is_of_another(const FaultExample& example) noexcept {
    return example.message && example.message->connection != example.connection;
}

Text pattern_of(const FaultExample& example) noexcept {
    switch (example.fault) {
        case Fault::lost:
            return is_of_another(example) ? kNeverArrived : kLost;
        case Fault::duplicated:
            return kDuplicated;
        case Fault::reordered:
            return is_of_another(example) ? kReorderedOfOther : kReordered;
        case Fault::corrupted:
            return example.status != 0 ? kRefused : kCorrupted;
        case Fault::misdelivered:
            return kMisdelivered;
        case Fault::foreign:
            return kForeign;
    }
    return {};
}

std::string byte_text(const std::optional<std::byte>& byte) {
    return byte ? fmt::format("0x{:02X}", std::to_integer<unsigned>(*byte)) : std::string();
}

std::string difference_text(const std::optional<Difference>& difference, Language language) {
    if (!difference) return std::string(kUnknownByte.in(language));
    const Text pattern = !difference->got        ? kTooShort
                         : !difference->expected ? kTooLong
                                                 : kOtherByte;
    return fill(pattern, language,
                {{"offset", std::to_string(difference->offset)},
                 {"expected", byte_text(difference->expected)},
                 {"got", byte_text(difference->got)}});
}

}  // namespace

Text fault_text(Fault fault) noexcept {
    switch (fault) {
        case Fault::lost:
            return {"lost", "потеряно"};
        case Fault::duplicated:
            return {"duplicated", "повторено"};
        case Fault::reordered:
            return {"reordered", "переставлено"};
        case Fault::corrupted:
            return {"corrupted", "повреждено"};
        case Fault::misdelivered:
            return {"misdelivered", "доставлено не туда"};
        case Fault::foreign:
            return {"foreign", "посторонних"};
    }
    return {};
}

std::string example_text(const FaultExample& example, Language language) {
    const MessageName message = example.message.value_or(MessageName{});
    const std::string owner = std::to_string(message.connection);
    return fill(pattern_of(example), language,
                {{"at", duration_text(language, example.since_start)},
                 {"connection", std::to_string(example.connection)},
                 {"owner", owner},
                 {"whose", is_of_another(example) ? fill(kWhose, language, {{"owner", owner}})
                                                  : std::string()},
                 {"number", std::to_string(message.number)},
                 {"status", http_status_text(example.status)},
                 {"difference", difference_text(example.difference, language)}});
}

}  // namespace potok::loadtest
