#include "tests/sim/http_traffic.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "server/echo/echo_page.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/world.hpp"

namespace potok::sim {
namespace {

std::string request(std::string_view method, std::string_view target, std::string_view fields = {},
                    std::string_view body = {}) {
    std::string text(method);
    text.append(" ").append(target).append(" HTTP/1.1\r\nHost: here\r\n").append(fields);
    return text.append("\r\n").append(body);
}

std::string length_field(std::size_t bytes) {
    return "Content-Length: " + std::to_string(bytes) + "\r\n";
}

std::string hexadecimal(std::size_t number) {
    std::array<char, 16> digits;
    const auto [end, fault] =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
    return std::string(digits.data(), end);
}

std::string chunked(Random& random, std::string_view body) {
    std::string text;
    while (!body.empty()) {
        const std::size_t piece = random.mostly_small(body.size());
        text += hexadecimal(piece) + (random.chance(100) ? ";name=\"a;b\"" : "") + "\r\n";
        text.append(body.substr(0, piece)).append("\r\n");
        body.remove_prefix(piece);
    }
    return text + "0\r\n" + (random.chance(200) ? "Note: one\r\n" : "") + "\r\n";
}

void add(HttpTalk& talk, std::string_view says, std::string_view owed, AskedHttp asked = {}) {
    talk.says += says;
    talk.owed += owed;
    talk.asked.push_back(std::move(asked));
    talk.mark();
}

// The head's framing and the body behind it.
void ask_echo(Random& random, HttpTalk& talk, std::size_t bytes_max) {
    const std::string body = random_text(random, random.mostly_small(bytes_max) - 1);
    AskedHttp asked;
    asked.may_continue = random.chance(200);
    const std::string expect = asked.may_continue ? "Expect: 100-continue\r\n" : "";
    const bool length = random.coin();
    add(talk,
        length ? request("POST", "/any", expect + length_field(body.size()), body)
               : request("POST", "/any", expect + "Transfer-Encoding: chunked\r\n",
                         chunked(random, body)),
        "<200>" + body, std::move(asked));
}

void ask_other(Random& random, HttpTalk& talk) {
    const std::string page = "<200>" + std::string(echo::echo_page());
    switch (random.below(8)) {
        case 0:
            return add(talk, request("GET", "/"), page);
        case 1:
            return add(talk, request("HEAD", "/"), "<200>", {.without_body = true});
        case 2:
            return add(talk, request("OPTIONS", "/any"), "<204>");
        case 3:
            return add(talk, request("GET", "/none"), "<404>nothing here\n");
        case 4:
            return add(talk, request("PUT", "/any", length_field(4), "body"),
                       "<405>not this method\n");
        case 5:
            return add(talk, request("BREW", "/pot"), "<501>no such method\n");
        case 6:
            return add(talk, "\r\n" + request("GET", "/healthz"), "<200>ok\n");
        default:
            return add(talk, "GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                       "<200>ok\n");
    }
}

// Little is asked, and much is owed for it.
void ask_many_pages(Random& random, HttpTalk& talk) {
    const std::string page = "<200>" + std::string(echo::echo_page());
    for (std::size_t count = random.between(100, 300); count > 0; --count)
        add(talk, request("GET", "/"), page);
}

// What nobody looks at: requests, bytes.
void say_behind_the_end(Random& random, Talk& talk) {
    if (random.coin()) return;
    if (random.coin()) talk.says += request("GET", "/healthz");
    if (random.coin()) talk.says += random_text(random, random.mostly_small(20'000));
}

class HttpView final : public ClientView {
  public:
    HttpView(World& world, std::vector<AskedHttp> asked, HttpEnd end)
        : world_(world), asked_(std::move(asked)), end_(end) {}

    std::string look(std::string_view piece, std::string& answer) override {
        unread_ += piece;
        std::string seen;
        while (next(seen, answer)) {
        }
        return seen;
    }

    void look_at_end(bool) override {
        if (body_left_ != 0 || !unread_.empty()) world_.fail("a response was cut off in order");
    }

  private:
    // False when more is needed.
    bool next(std::string& seen, std::string& answer) {
        const std::size_t passed = std::min(body_left_, unread_.size());
        seen += unread_.substr(0, passed);
        unread_.erase(0, passed);
        body_left_ -= passed;
        if (body_left_ != 0 || unread_.empty()) return false;
        const std::size_t end = unread_.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        const std::string head = unread_.substr(0, end + 2);
        unread_.erase(0, end + 4);
        take(head, seen, answer);
        return true;
    }

    void take(const std::string& head, std::string& seen, std::string& answer) {
        if (last_seen_) world_.fail("a response came behind the last one: " + head);
        if (answered_ == asked_.size()) world_.fail("a response came that nobody asked: " + head);
        AskedHttp& asked = asked_[answered_];
        const std::string status = head.substr(std::string_view("HTTP/1.1 ").size(), 3);
        if (status == "100") {
            if (!std::exchange(asked.may_continue, false)) world_.fail("100 came, unasked");
            answer += std::exchange(asked.on_continue, {});
            return;
        }
        ++answered_;
        last_seen_ = has(head, "Connection: close");
        const bool any_time = end_ == HttpEnd::any_time;
        if (any_time && last_seen_ && (status == "400" || status == "408")) return;
        seen += "<" + status + (last_seen_ && !any_time ? " close>" : ">");
        if (!asked.without_body) body_left_ = length_in(head);
    }

    static bool has(const std::string& head, const std::string& line) {
        return head.find("\r\n" + line + "\r\n") != std::string::npos;
    }
    static std::size_t length_in(const std::string& head) {
        static constexpr std::string_view kName = "\r\nContent-Length: ";
        const std::size_t at = head.find(kName);
        std::size_t length = 0;
        if (at != std::string::npos) {
            std::from_chars(head.data() + at + kName.size(), head.data() + head.size(), length);
        }
        return length;
    }

    World& world_;
    std::vector<AskedHttp> asked_;
    const HttpEnd end_;
    std::string unread_;
    std::size_t answered_ = 0;
    std::size_t body_left_ = 0;
    bool last_seen_ = false;
};

}  // namespace

HttpTalk http_talk(Random& random, std::size_t bytes_max) {
    HttpTalk talk;
    const std::size_t longest = random.mostly_small(kMessageMax);
    if (bytes_max > 10'000 && random.chance(300)) ask_many_pages(random, talk);
    do {
        random.chance(300) ? ask_other(random, talk) : ask_echo(random, talk, longest);
    } while (talk.says.size() + talk.owed.size() < bytes_max);
    return talk;
}

void ask_to_close(Random& random, HttpTalk& talk) {
    const bool says_so = random.coin();
    add(talk,
        says_so ? request("GET", "/healthz", "Connection: close\r\n")
                : "GET /healthz HTTP/1.0\r\n\r\n",
        "<200 close>ok\n");
    say_behind_the_end(random, talk);
}

void ask_to_continue(Random& random, HttpTalk& talk) {
    const std::string body = random_text(random, random.mostly_small(20'000));
    AskedHttp asked;
    asked.may_continue = true;
    asked.on_continue = body + request("GET", "/healthz");
    add(talk, request("POST", "/any", "Expect: 100-continue\r\n" + length_field(body.size())),
        "<200>" + body, std::move(asked));
    add(talk, "", "<200>ok\n");
}

void ask_wrongly(Random& random, HttpTalk& talk) {
    struct Fault {
        std::string bytes;
        std::string_view owed;
    };
    const std::array<Fault, 9> faults = {{
        {"GET / HTTP/1.1\r\n\r\n", "<400 close>"},
        {"GET / HTTP/3.0\r\nHost: here\r\n\r\n", "<505 close>"},
        {request("GET", "/", "Field : space\r\n"), "<400 close>"},
        {request("GET", "/", "Field: a\r\n folded\r\n"), "<400 close>"},
        {request("POST", "/", length_field(4) + "Transfer-Encoding: chunked\r\n", "0\r\n\r\n"),
         "<400 close>"},
        {request("POST", "/", length_field(kMessageMax + 1)), "<413 close>"},
        {request("POST", "/", "Transfer-Encoding: chunked\r\n", "4\r\nbody\r\nx\r\n"),
         "<400 close>"},
        {request("POST", "/", "Transfer-Encoding: gzip, chunked\r\n"), "<501 close>"},
        {request("GET", "/", "Long: " + random_text(random, 9000) + "\r\n"), "<431 close>"},
    }};
    const Fault fault = random.pick(faults);
    add(talk, fault.bytes, fault.owed);
    say_behind_the_end(random, talk);
}

std::shared_ptr<ClientView> http_view(World& world, std::vector<AskedHttp> asked, HttpEnd end) {
    return std::make_shared<HttpView>(world, std::move(asked), end);
}

ClientPlan http_plan(World& world, std::size_t bytes_max) {
    using Ending = ClientPlan::Ending;
    Random& random = world.random;
    ClientPlan plan;
    draw_pace(random, plan);
    if (bytes_max < 20'000 && random.chance(400)) read_slowly(random, plan);
    HttpTalk talk = http_talk(random, bytes_max);
    static constexpr std::array<Ending, 8> kEndings = {
        Ending::stay,           Ending::stay,           Ending::stay,  Ending::half_close,
        Ending::close_answered, Ending::close_answered, Ending::reset, Ending::go_silent};
    plan.ending = random.pick(kEndings);
    const bool leaves = plan.ending == Ending::reset || plan.ending == Ending::go_silent;
    if (plan.ending == Ending::stay) {
        random.coin() ? ask_to_close(random, talk) : ask_wrongly(random, talk);
    } else if (plan.ending == Ending::close_answered && random.coin()) {
        ask_to_continue(random, talk);
    } else if (plan.ending == Ending::half_close && random.coin()) {
        // It ends in the middle of a request: that is refused, and those before it are answered.
        const std::string cut = request("POST", "/any", length_field(20), "half");
        add(talk, cut.substr(0, random.between(3, cut.size())), "<400 close>");
    }
    if (leaves) plan.turn_at = random.below(talk.says.size() + talk.owed.size());
    plan.must_get_all = !leaves;
    if (plan.ending == Ending::half_close && random.chance(200)) {
        // Reads nothing before it has said everything: in the end the server has to give it up.
        plan.sends_before_it_reads = true;
        plan.must_get_all = false;
    }
    plan.view = http_view(world, std::move(talk.asked));
    plan.to_send = std::move(talk.says);
    plan.expected = std::move(talk.owed);
    return plan;
}

}  // namespace potok::sim
