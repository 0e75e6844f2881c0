// HTTP traffic: what clients of an HTTP server say, byte by byte of RFC 9112, and how they
// understand its responses.
//
// What is owed is a response as "<status>", or "<status close>" where the server says that it is
// the last, and its body. The other fields are left out: a date tells the time. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/sim/client.hpp"
#include "tests/sim/random.hpp"
#include "tests/sim/talk.hpp"

namespace potok::sim {

class World;

// One request, as whoever understands its response has to know it.
struct AskedHttp {
    bool without_body = false;  // HEAD
    bool may_continue = false;  // 100 may come before the response, once
    std::string on_continue{};  // what is said then, and not before
};

struct HttpTalk : Talk {
    std::vector<AskedHttp> asked;
};

// Whole requests with bodies of every framing, together about so many bytes.
[[nodiscard]] HttpTalk http_talk(Random& random, std::size_t bytes_max);

// Adds a last request: one that says so, one whose body waits for 100, or one that is refused;
// behind those that end the connection, perhaps, what nobody may look at any more.
void ask_to_close(Random& random, HttpTalk& talk);
void ask_to_continue(Random& random, HttpTalk& talk);
void ask_wrongly(Random& random, HttpTalk& talk);

// When the server may end it: as it is told to, or behind any response because it goes away. That
// it says so, and its refusal of a request that was broken off (400, 408), is then left out.
enum class HttpEnd : std::uint8_t { as_owed, any_time };

[[nodiscard]] std::shared_ptr<ClientView> http_view(World& world, std::vector<AskedHttp> asked,
                                                    HttpEnd end = HttpEnd::as_owed);

// A client of the echo: what it says, what it must get, and how it ends.
[[nodiscard]] ClientPlan http_plan(World& world, std::size_t bytes_max);

}  // namespace potok::sim
