#include "diagnostics/plain_http_answer.hpp"

#include <string_view>

namespace potok {

std::string plain_http_answer() {
    constexpr std::string_view kPage =
        "This port speaks TLS: ask for https:// or wss:// in place of http:// or ws://\n"
        "Этот порт работает по TLS: укажите https:// или wss:// вместо http:// или ws://\n";
    std::string answer =
        "HTTP/1.1 400 Bad Request\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Connection: close\r\n"
        "Content-Length: ";
    answer.append(std::to_string(kPage.size())).append("\r\n\r\n").append(kPage);
    return answer;
}

}  // namespace potok
