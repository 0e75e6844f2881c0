#include "tests/conformance/handshake_deflate_rows.hpp"

#include <algorithm>
#include <utility>

namespace potok::conformance {
namespace {

using namespace std::string_literals;

const std::string kName = "permessage-deflate";

// Nothing is wanted but what the client says.
constexpr DeflateParameters kAny{.server_no_context_takeover = false,
                                 .client_no_context_takeover = false};
constexpr DeflateOffer kBare{.server_no_context_takeover = false,
                             .client_no_context_takeover = false,
                             .client_max_window_bits = std::nullopt};

// What no window is (§7.1.2): 8 to 15 in digits, without leading zeros.
const std::vector<std::string> kBadWindows = {
    "0",     "1",      "7",      "16",     "17",       "20",        "100",
    "08",    "09",     "010",    "0015",   "+9",       "-9",        "9.0",
    "1e1",   "0x9",    "a",      "9a",     "a9",       "15_",       "99999999999999999999",
    "\"7\"", "\"16\"", "\"09\"", "\"+9\"", "\"1\\6\"", "\"\\0\\9\""};

class OfferRows {
  public:
    void accepted(std::string section, std::string rule, std::string offer, std::string response,
                  const DeflateParameters& wanted = kAny) {
        rows.push_back({section, rule + ": " + offer, wanted, {offer}, response});
    }
    void declined(std::string section, std::string rule, std::string offer,
                  const DeflateParameters& wanted = kAny) {
        rows.push_back({section, rule + ": " + offer, wanted, {offer}, ""});
        // §5: a bad offer says nothing of the one behind it.
        rows.push_back({section,
                        rule + ", and the next one is answered: " + offer,
                        kAny,
                        {offer, kName},
                        kName});
    }
    std::vector<DeflateOfferRow> rows;
};

void names(OfferRows& to) {
    to.accepted("7", "the name alone is an offer", kName, kName);
    to.rows.push_back({"5", "who offers nothing gets nothing", kAny, {}, ""});
    for (const char* other : {"permessage-bzip2", "x-webkit-deflate-frame", "permessage-deflate2",
                              "Permessage-Deflate", "PERMESSAGE-DEFLATE"}) {
        to.declined("5", "another extension", other);
    }
    for (const char* unknown : {"x", "server_max_window", "client_no_context_takeover_",
                                "Server_No_Context_Takeover", "SERVER_MAX_WINDOW_BITS=10"}) {
        to.declined("7.1", "a parameter that is not defined", kName + "; " + unknown);
    }
    for (const char* twice :
         {"server_no_context_takeover", "client_no_context_takeover", "server_max_window_bits=10",
          "client_max_window_bits", "client_max_window_bits=10"}) {
        to.declined("7.1", "a parameter twice", kName + "; " + twice + "; " + twice);
    }
    to.declined("7.1", "twice with two values",
                kName + "; client_max_window_bits; client_max_window_bits=10");
    to.declined("7.1", "twice with two values",
                kName + "; server_max_window_bits=11; server_max_window_bits=12");
}

void preferences(OfferRows& to) {
    const std::string small = kName + "; server_max_window_bits=9";
    to.accepted("5", "the first that will do is taken", small + ", " + kName, small);
    to.accepted("5", "the order is the client's", kName + ", " + small, kName);
    to.accepted("5", "other extensions stand between", "a, b; c=1, " + small + ", d", small);
    to.rows.push_back({"5", "in the order of the lines", kAny, {"a", small, kName}, small});
    to.accepted("7.1", "parameters in any order",
                kName +
                    "; client_no_context_takeover; server_max_window_bits=9; "
                    "client_max_window_bits=10; server_no_context_takeover",
                kName +
                    "; server_no_context_takeover; client_no_context_takeover; "
                    "server_max_window_bits=9; client_max_window_bits=10");
    to.accepted("5", "blanks where the grammar has them",
                kName + " ;\tserver_max_window_bits = 9 ; server_no_context_takeover",
                kName + "; server_no_context_takeover; server_max_window_bits=9");
}

void contexts(OfferRows& to) {
    const std::string server = kName + "; server_no_context_takeover";
    const std::string client = kName + "; client_no_context_takeover";
    const std::string both = server + "; client_no_context_takeover";
    to.accepted("7.1.1.1", "accepted by being repeated", server, server);
    to.accepted("7.1.1.1", "the server may say it of itself", kName, server,
                {.client_no_context_takeover = false});
    to.accepted("7.1.1.2", "the client's hint is made binding", client, client);
    to.accepted("7.1.1.2", "the server may ask for it", kName, client,
                {.server_no_context_takeover = false});
    to.accepted("7.1.1", "none is kept by default", kName, both, {});
    to.accepted("7.1.1", "nor where the client says so itself", both, both, {});
    for (const char* value : {"=1", "=true", "=\"1\"", "=server", "=0"}) {
        to.declined("7.1.1.1", "it has no value", server + value);
        to.declined("7.1.1.2", "it has no value", client + value);
    }
}

void server_windows(OfferRows& to) {
    const std::string name = kName + "; server_max_window_bits";
    for (int bits = 9; bits <= 15; ++bits) {
        const std::string offer = name + "=" + std::to_string(bits);
        to.accepted("7.1.2.1", "accepted with the same value", offer, offer);
        to.accepted("7.1.2.1", "or a smaller one", offer,
                    name + "=" + std::to_string(std::min(bits, 12)),
                    {.server_no_context_takeover = false,
                     .client_no_context_takeover = false,
                     .server_max_window_bits = 12});
    }
    to.accepted("7.1.2.1", "the server may say it of itself", kName, name + "=10",
                {.server_no_context_takeover = false,
                 .client_no_context_takeover = false,
                 .server_max_window_bits = 10});
    to.accepted("7.1.2.1", "a quoted value is the value", name + "=\"11\"", name + "=11");
    to.accepted("7.1.2.1", "also with a backslash", name + "=\"\\1\\1\"", name + "=11");
    to.declined("7.1.2.1", "what we cannot do is declined", name + "=8");
    to.declined("7.1.2.1", "what we cannot do is declined", name + "=\"8\"");
    to.declined("7.1.2.1", "it always has a value", name);
    for (const std::string& bad : kBadWindows)
        to.declined("7.1.2.1", "8 to 15 without leading zeros", name + "=" + bad);
}

void client_windows(OfferRows& to) {
    const std::string name = kName + "; client_max_window_bits";
    const DeflateParameters wanted{.server_no_context_takeover = false,
                                   .client_no_context_takeover = false,
                                   .client_max_window_bits = 12};
    to.accepted("7.1.2.2", "without a value it can be asked for", name, name + "=12", wanted);
    to.accepted("7.1.2.2", "and need not be", name, kName);
    for (int bits = 8; bits <= 14; ++bits) {
        const std::string offer = name + "=" + std::to_string(bits);
        to.accepted("7.1.2.2", "the client's hint is made binding", offer, offer);
        to.accepted("7.1.2.2", "the smaller of two", offer,
                    name + "=" + std::to_string(std::min(bits, 12)), wanted);
    }
    to.accepted("7.1.2.2", "the largest window needs no word", name + "=15", kName);
    to.accepted("7.1.2.2", "a quoted value is the value", name + "=\"9\"", name + "=9");
    to.rows.push_back({"7.1.2.2", "who does not name it cannot be asked", wanted, {kName}, ""});
    for (const std::string& bad : kBadWindows)
        to.declined("7.1.2.2", "8 to 15 without leading zeros", name + "=" + bad);
}

// ---- A client

constexpr auto kNotAsOffered = UpgradeResponseFailure::compression_not_as_offered;
constexpr auto kNotAsked = UpgradeResponseFailure::extension_not_asked;

class AnswerRows {
  public:
    void taken(std::string section, std::string rule, const DeflateOffer& offer, std::string line,
               const DeflateParameters& agreed) {
        rows.push_back({section, rule + ": " + line, offer, {line}, {}, agreed});
    }
    void fails(std::string section, std::string rule, const DeflateOffer& offer, std::string line,
               UpgradeResponseFailure failure = kNotAsOffered) {
        rows.push_back({section, rule + ": " + line, offer, {line}, failure, {}});
    }
    std::vector<DeflateAnswerRow> rows;
};

void answers(AnswerRows& to) {
    to.taken("5.1", "the name alone", kBare, kName, kAny);
    for (const char* other : {"permessage-bzip2", "Permessage-Deflate", "x-webkit-deflate-frame"}) {
        to.fails("5.1", "an extension that was not offered", kBare, other, kNotAsked);
        to.fails("5.1", "beside the one that was", kBare, kName + ", " + other, kNotAsked);
        to.fails("5.1", "in front of the one that was", kBare, other + ", "s + kName, kNotAsked);
    }
    to.fails("5.1", "it comes once", kBare, kName + ", " + kName);
    to.rows.push_back({"5.1", "over two lines too", kBare, {kName, kName}, kNotAsOffered, {}});
    for (const char* bad : {"", ",", ";", "permessage-deflate;", "permessage-deflate; =1",
                            "permessage-deflate; client_max_window_bits=", "permessage-deflate foo",
                            "\"permessage-deflate\""}) {
        to.fails("RFC 6455 §9.1", "the list has its grammar", kBare, bad);
    }
    for (const char* unknown : {"x", "x=1", "Server_No_Context_Takeover"})
        to.fails("7.1", "a parameter that is not defined", kBare, kName + "; " + unknown);
    for (const char* twice : {"server_no_context_takeover", "client_no_context_takeover",
                              "server_max_window_bits=10", "client_max_window_bits=10"}) {
        to.fails("7.1", "a parameter twice", {.server_no_context_takeover = false},
                 kName + "; " + twice + "; " + twice);
    }
}

void answered_contexts(AnswerRows& to) {
    const std::string server = kName + "; server_no_context_takeover";
    const std::string client = kName + "; client_no_context_takeover";
    to.taken("7.1.1.1", "also without having been asked", kBare, server,
             {.client_no_context_takeover = false});
    to.taken("7.1.1.2", "also without a hint", kBare, client,
             {.server_no_context_takeover = false});
    const DeflateOffer asked{.client_no_context_takeover = false};
    to.taken("7.1.1.1", "accepted by being repeated", asked, server,
             {.client_no_context_takeover = false});
    to.fails("7.1.1.1", "and in no other way", asked, kName);
    to.fails("7.1.1.1", "and in no other way", asked, client);
    to.taken("7.1.1.2", "a hint holds without an answer", {.server_no_context_takeover = false},
             kName, {.server_no_context_takeover = false});
    for (const char* value : {"=1", "=\"1\"", "=true"}) {
        to.fails("7.1.1.1", "it has no value", asked, server + value);
        to.fails("7.1.1.2", "it has no value", kBare, client + value);
    }
}

void answered_windows(AnswerRows& to) {
    const std::string server = kName + "; server_max_window_bits";
    const std::string client = kName + "; client_max_window_bits";
    DeflateOffer asked = kBare;
    asked.server_max_window_bits = 11;
    asked.client_max_window_bits = 12;
    const std::string with_server = kName + "; server_max_window_bits=11";
    for (int bits = 8; bits <= 15; ++bits) {
        const std::string value = "=" + std::to_string(bits);
        const auto agreed_bits = static_cast<std::uint8_t>(bits);
        DeflateParameters agreed = kAny;
        agreed.server_max_window_bits = agreed_bits;
        to.taken("7.1.2.1", "also without having been asked", kBare, server + value, agreed);
        agreed.client_max_window_bits = 12;
        if (bits <= 11) {
            to.taken("7.1.2.1", "the same or a smaller value", asked, server + value, agreed);
        } else {
            to.fails("7.1.2.1", "never a larger one", asked, server + value);
        }
        agreed.server_max_window_bits = 11;
        agreed.client_max_window_bits = std::min<std::uint8_t>(agreed_bits, 12);
        to.taken("7.1.2.2", "the smaller of two", asked,
                 with_server + "; client_max_window_bits" + value, agreed);
        to.fails("7.1.2.2", "only where it was offered", kBare, client + value);
    }
    to.fails("7.1.2.1", "accepted by being answered", asked, kName);
    to.taken("7.1.2.1", "a quoted value is the value", asked, server + "=\"1\\1\"",
             {.server_no_context_takeover = false,
              .client_no_context_takeover = false,
              .server_max_window_bits = 11,
              .client_max_window_bits = 12});
    to.fails("7.1.2.1", "it always has a value", kBare, server);
    to.fails("7.1.2.2", "in an answer it has a value", asked,
             with_server + "; client_max_window_bits");
    for (const std::string& bad : kBadWindows) {
        to.fails("7.1.2.1", "8 to 15 without leading zeros", kBare, server + "=" + bad);
        to.fails("7.1.2.2", "8 to 15 without leading zeros", asked,
                 with_server + "; client_max_window_bits=" + bad);
    }
}

}  // namespace

std::vector<DeflateOfferRow> deflate_offer_rows() {
    OfferRows to;
    for (const auto add : {names, preferences, contexts, server_windows, client_windows})
        add(to);
    return std::move(to.rows);
}

std::vector<DeflateAnswerRow> deflate_answer_rows() {
    AnswerRows to;
    for (const auto add : {answers, answered_contexts, answered_windows})
        add(to);
    return std::move(to.rows);
}

}  // namespace potok::conformance
