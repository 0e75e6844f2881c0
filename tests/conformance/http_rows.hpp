// The rules of RFC 9112, and of RFC 9110 where it binds framing, routing and expectations, as rows:
// the section, the rule in our words, the bytes that put it to the test, and what is to come of
// them.
//
// Data only: no test framework, no sockets, none of the code that is judged. A row for a server
// says which requests it takes, in order, and what it does then; each request taken is answered 200
// and an empty body. A row for a client says which responses it takes as answers to requests of the
// given methods. How the bytes are cut makes no difference.
#pragma once

#include <string>
#include <vector>

namespace potok::conformance {

enum class HttpAfter {
    waits,    // the connection stays open, for the next message or for the rest of this one
    closes,   // it is closed in good order: there is no next message
    refuses,  // a server answers `status` and closes; a client closes
};

struct HttpRow {
    std::string section;  // "9112 §2.2"
    std::string rule;
    std::string bytes;
    // A request as "METHOD target", a response as "status"; where there is a body, a blank, and it.
    std::vector<std::string> taken;
    HttpAfter after = HttpAfter::waits;
    int status = 0;  // of a server's refusal
    // For a client: what it asked, one method an answer. Otherwise empty.
    std::vector<std::string> asked = {};
    bool input_ends = false;  // behind the bytes
};

using HttpRows = std::vector<HttpRow>;

// ---- For a server
[[nodiscard]] HttpRows http_start_line_rows();  // RFC 9112 §2, §3
[[nodiscard]] HttpRows http_target_rows();      // §3.2, RFC 9110 §4.2, §7.2
[[nodiscard]] HttpRows http_field_rows();       // §5
[[nodiscard]] HttpRows http_framing_rows();     // §6
[[nodiscard]] HttpRows http_chunk_rows();       // §7
[[nodiscard]] HttpRows http_connection_rows();  // §9, RFC 9110 §7.6, §7.8, §10.1.1

// ---- For a client
[[nodiscard]] HttpRows http_response_rows();

// All of one role.
[[nodiscard]] HttpRows http_server_rows();
[[nodiscard]] HttpRows http_client_rows();

// What is to come of a row as one string, "taken; taken; (what then)": whoever plays it writes down
// what came of it in the same way.
[[nodiscard]] std::string transcript_of(const HttpRow& row);

// ---- How a row is written

[[nodiscard]] HttpRow takes(std::string section, std::string rule, std::string bytes,
                            std::vector<std::string> taken);
[[nodiscard]] HttpRow takes_and_closes(std::string section, std::string rule, std::string bytes,
                                       std::vector<std::string> taken);
[[nodiscard]] HttpRow refuses(std::string section, std::string rule, std::string bytes, int status,
                              std::vector<std::string> taken_before = {});

// A request with a Host and nothing odd about it, given the parts that a rule is about.
[[nodiscard]] std::string get(const std::string& target, const std::string& fields = {});
[[nodiscard]] std::string post(const std::string& fields, const std::string& body);

}  // namespace potok::conformance
