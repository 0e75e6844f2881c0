#include "diagnostics/host_name_fault_text.hpp"

#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"

namespace potok {
namespace {

Text text_of(HostNameFault fault) noexcept {
    switch (fault) {
        case HostNameFault::not_utf8:
            return {"the host name {host} is not UTF-8", "имя узла {host} — не UTF-8"};
        case HostNameFault::forbidden_character:
            return {"the host name {host} has a character that no name has",
                    "в имени узла {host} есть знак, которого в именах не бывает"};
        case HostNameFault::bad_hyphen:
            return {"a part of the host name {host} begins or ends with a hyphen, or with xn--",
                    "часть имени узла {host} начинается или кончается дефисом или начинается с "
                    "xn--"};
        case HostNameFault::empty_part:
            return {"the host name {host} has two full stops with nothing between them",
                    "в имени узла {host} между двумя точками ничего нет"};
        case HostNameFault::part_too_long:
            return {
                "a part of the host name {host} is longer than the 63 bytes that a name server "
                "takes",
                "часть имени узла {host} длиннее 63 байт, которые принимает сервер имён"};
        case HostNameFault::name_too_long:
            return {"the host name {host} is longer than the 253 bytes that a name server takes",
                    "имя узла {host} длиннее 253 байт, которые принимает сервер имён"};
    }
    return {};
}

}  // namespace

std::string host_name_fault_text(Language language, std::string_view host, HostNameFault fault) {
    return fill(text_of(fault), language, {{"host", escaped(host)}});
}

}  // namespace potok
