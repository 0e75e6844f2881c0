#include "reactor/resolver.hpp"

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

#include "reactor/event_loop.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

const Address kAddress = Address::ipv4({192, 0, 2, 1}, 80);

// ---- Look-ups that the test answers. A look-up is a plain function, so what it talks to is
// global.

class Desk {
  public:
    // On the helper thread: notes the question, waits for the gate, answers.
    NameAnswer look_up(const std::string& name, std::uint16_t port) {
        std::unique_lock lock(mutex_);
        asked_.push_back(name);
        thread_ = std::this_thread::get_id();
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
        if (fault_) return *fault_;
        return std::vector{kAddress.with_port(port)};
    }

    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void fail_with(SystemError fault) {
        const std::lock_guard lock(mutex_);
        fault_ = fault;
    }

    // Returns once the helper has so many questions behind it or in hand.
    void wait_until_asked(std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return asked_.size() >= count; });
    }

    [[nodiscard]] std::vector<std::string> asked() {
        const std::lock_guard lock(mutex_);
        return asked_;
    }
    [[nodiscard]] std::thread::id thread() {
        const std::lock_guard lock(mutex_);
        return thread_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
    std::optional<SystemError> fault_;
    std::vector<std::string> asked_;
    std::thread::id thread_;
};

Desk* desk = nullptr;

NameAnswer ask_the_desk(const std::string& name, std::uint16_t port) {
    return desk->look_up(name, port);
}

class Question final : public NameRequest {
  public:
    std::vector<NameAnswer> answers;
    std::thread::id thread;
    std::function<void()> then = [] {};

  private:
    void on_resolved(NameAnswer answer) override {
        answers.push_back(std::move(answer));
        thread = std::this_thread::get_id();
        then();
    }
};

class ResolverTest : public testing::Test {
  protected:
    ResolverTest() { desk = &desk_; }
    ~ResolverTest() override {
        desk_.open();
        resolver.reset();
        desk = nullptr;
    }

    [[nodiscard]] bool ask(Question& question, std::string host = "some.name",
                           std::uint16_t port = 80) {
        return resolver->resolve(*loop, question, std::move(host), port);
    }

    // The watchdog is for a broken resolver. The sleep is short because an iteration sleeps after
    // it has run the commands.
    template <class Condition>
    void run_until(Condition&& reached) {
        const Instant give_up = Clock::now() + std::chrono::seconds(60);
        while (!reached() && Clock::now() < give_up)
            loop->run_once(std::chrono::milliseconds(1));
        ASSERT_TRUE(reached());
    }
    void run_until_answered(const Question& question, std::size_t times = 1) {
        run_until([&] { return question.answers.size() >= times; });
        ASSERT_EQ(question.answers.size(), times);
    }

    // Runs what is posted already.
    void run_posted() {
        bool reached = false;
        loop->post_call([&](EventLoop&) { reached = true; });
        while (!reached)
            loop->run_once(Duration::zero());
    }

    MemoryBudget budget;
    std::unique_ptr<EventLoop> loop =
        std::move(EventLoop::create({.connections_max = 1, .budget = &budget})).value();
    Desk desk_;
    std::unique_ptr<Resolver> resolver = std::make_unique<Resolver>(2, ask_the_desk);
};

// ---- Without asking anybody

TEST_F(ResolverTest, ANumericHostIsItsOwnAnswerButNotFromInsideTheCall) {
    for (const auto& [host, text] :
         {std::pair("127.0.0.1", "127.0.0.1:80"), std::pair("::1", "[::1]:80"),
          std::pair("::ffff:192.0.2.1", "192.0.2.1:80"),
          std::pair("fe80::1%2", "[fe80::1%2]:80")}) {
        Question question;
        ASSERT_TRUE(ask(question, host));
        EXPECT_TRUE(question.waiting());
        EXPECT_TRUE(question.answers.empty());
        run_posted();
        EXPECT_FALSE(question.waiting());
        ASSERT_EQ(question.answers.size(), 1u) << host;
        ASSERT_EQ(question.answers[0].value().size(), 1u) << host;
        EXPECT_EQ(question.answers[0].value()[0].to_string(), text);
    }
    EXPECT_TRUE(desk_.asked().empty());
}

TEST_F(ResolverTest, WhatCanBeNoNameIsNotFoundAndNotAskedFor) {
    const std::vector<std::string> hosts{"",
                                         "127.1",
                                         "0x7f000001",
                                         "2130706433",
                                         "0177.0.0.1",
                                         "1.2.3.4.",
                                         "::g",
                                         "[::1]",
                                         std::string("some\0name", 9),
                                         std::string(254, 'a')};
    for (const std::string& host : hosts) {
        Question question;
        ASSERT_TRUE(ask(question, host));
        run_posted();
        ASSERT_EQ(question.answers.size(), 1u) << host;
        ASSERT_FALSE(question.answers[0].ok()) << host;
        EXPECT_EQ(question.answers[0].error(),
                  (SystemError{SystemCall::resolve, SystemCause::name_not_found, 0}));
    }
    EXPECT_TRUE(desk_.asked().empty());
}

TEST_F(ResolverTest, AnAnswerKnownAtOnceIsDroppedTooWhenNobodyWaitsForIt) {
    auto question = std::make_unique<Question>();
    ASSERT_TRUE(ask(*question, "127.0.0.1"));
    question.reset();
    run_posted();
}

// ---- Names

TEST_F(ResolverTest, ANameIsLookedUpOnAnotherThreadAndAnsweredOnTheLoops) {
    desk_.open();
    Question question;
    ASSERT_TRUE(ask(question, "some.name", 1234));
    run_until_answered(question);
    EXPECT_EQ(desk_.asked(), std::vector<std::string>{"some.name"});
    EXPECT_NE(desk_.thread(), std::this_thread::get_id());
    EXPECT_EQ(question.thread, std::this_thread::get_id());
    EXPECT_EQ(question.answers[0].value(), std::vector{kAddress.with_port(1234)});
    EXPECT_FALSE(question.waiting());
}

TEST_F(ResolverTest, AFailureIsTheAnswerAsItCame) {
    const SystemError fault{SystemCall::resolve, SystemCause::name_server_failed, -3};
    desk_.fail_with(fault);
    desk_.open();
    Question question;
    ASSERT_TRUE(ask(question));
    run_until_answered(question);
    EXPECT_EQ(question.answers[0].error(), fault);
}

TEST_F(ResolverTest, TheLongestNameIsStillAName) {
    desk_.open();
    Question question;
    ASSERT_TRUE(ask(question, std::string(Resolver::kNameLengthMax, 'a')));
    run_until_answered(question);
    EXPECT_TRUE(question.answers[0].ok());
}

TEST_F(ResolverTest, QuestionsAreLookedUpInTheOrderTheyWereAsked) {
    Question one, two, three;
    ASSERT_TRUE(ask(one, "one"));
    desk_.wait_until_asked(1);
    ASSERT_TRUE(ask(two, "two"));
    ASSERT_TRUE(ask(three, "three"));
    desk_.open();
    run_until_answered(three);
    EXPECT_EQ(desk_.asked(), (std::vector<std::string>{"one", "two", "three"}));
}

TEST_F(ResolverTest, AnAnsweredRequestMayAskAgainFromItsAnswer) {
    desk_.open();
    Question question;
    question.then = [&] {
        if (question.answers.size() == 1) {
            EXPECT_TRUE(ask(question, "again"));
        }
    };
    ASSERT_TRUE(ask(question, "first"));
    run_until_answered(question, 2);
    EXPECT_EQ(desk_.asked(), (std::vector<std::string>{"first", "again"}));
}

TEST_F(ResolverTest, ARequestMayEndInItsAnswer) {
    desk_.open();
    auto question = std::make_unique<Question>();
    bool answered = false;
    question->then = [&] {
        answered = true;
        question.reset();
    };
    ASSERT_TRUE(ask(*question));
    run_until([&] { return answered; });
}

// ---- Cancelled

TEST_F(ResolverTest, ARequestDestroyedDuringTheLookUpIsNotAnswered) {
    auto question = std::make_unique<Question>();
    ASSERT_TRUE(ask(*question));
    desk_.wait_until_asked(1);
    question.reset();
    desk_.open();
    Question next;
    ASSERT_TRUE(ask(next));
    run_until_answered(next);
}

TEST_F(ResolverTest, ACancelledRequestIsFreeToAskAnew) {
    Question question;
    ASSERT_TRUE(ask(question, "first"));
    desk_.wait_until_asked(1);
    question.cancel();
    EXPECT_FALSE(question.waiting());
    ASSERT_TRUE(ask(question, "second"));
    desk_.open();
    run_until_answered(question);
    run_posted();
    EXPECT_EQ(question.answers.size(), 1u);
}

TEST_F(ResolverTest, AQuestionThatNobodyWaitsForIsNotLookedUp) {
    Question in_hand, last;
    auto unwanted = std::make_unique<Question>();
    ASSERT_TRUE(ask(in_hand, "in hand"));
    desk_.wait_until_asked(1);
    ASSERT_TRUE(ask(*unwanted, "unwanted"));
    ASSERT_TRUE(ask(last, "last"));
    unwanted.reset();
    desk_.open();
    run_until_answered(last);
    EXPECT_EQ(desk_.asked(), (std::vector<std::string>{"in hand", "last"}));
}

TEST_F(ResolverTest, CancellingWhatIsNotAskedChangesNothing) {
    Question question;
    question.cancel();
    EXPECT_FALSE(question.waiting());
}

// ---- Limits and ends

TEST_F(ResolverTest, RefusesWhatExceedsTheLineUntilTheLineIsShorter) {
    Question in_hand, first, second, refused;
    ASSERT_TRUE(ask(in_hand));
    desk_.wait_until_asked(1);
    ASSERT_TRUE(ask(first));
    ASSERT_TRUE(ask(second));
    EXPECT_FALSE(ask(refused));
    EXPECT_FALSE(refused.waiting());
    EXPECT_TRUE(ask(refused, "127.0.0.1")) << "a numeric host does not stand in the line";
    desk_.open();
    run_until_answered(second);
    run_until_answered(refused);
    EXPECT_TRUE(ask(refused));
    run_until_answered(refused, 2);
}

TEST_F(ResolverTest, EveryQuestionIsAnsweredThoughTheResolverEnds) {
    Question in_hand, waiting, waiting_too;
    ASSERT_TRUE(ask(in_hand));
    desk_.wait_until_asked(1);
    ASSERT_TRUE(ask(waiting));
    ASSERT_TRUE(ask(waiting_too));
    std::thread ending([this] { resolver.reset(); });
    desk_.open();
    ending.join();
    run_posted();
    EXPECT_TRUE(in_hand.answers.at(0).ok());
    for (const Question* question : {&waiting, &waiting_too}) {
        ASSERT_EQ(question->answers.size(), 1u);
        // Whether the helper came to it before it was told to stop is chance.
        if (!question->answers[0].ok()) {
            EXPECT_EQ(question->answers[0].error().cause, SystemCause::other);
        }
    }
}

TEST_F(ResolverTest, AResolverThatWasNeverAskedEndsAtOnce) {
    resolver.reset();
}

TEST_F(ResolverTest, ALoopThatEndsBeforeTheAnswerLeavesTheRequestUnanswered) {
    Question question;
    ASSERT_TRUE(ask(question));
    desk_.open();
    resolver.reset();
    loop.reset();
    EXPECT_FALSE(question.waiting());
    EXPECT_TRUE(question.answers.empty());
}

TEST_F(ResolverTest, AskingTwiceAtOnceIsAProgrammersError) {
    Question question;
    ASSERT_TRUE(ask(question, "127.0.0.1"));
    EXPECT_DEATH(static_cast<void>(ask(question, "127.0.0.1")), "waiting");
}

// ---- The system

bool hosts_file_names_localhost() {
    std::ifstream hosts("/etc/hosts");
    const std::string text{std::istreambuf_iterator<char>(hosts), {}};
    return text.find("localhost") != std::string::npos;
}

TEST(LookUpName, LocalhostIsThisMachineOnEveryFamilyItNamesAndEachAddressComesOnce) {
    if (!hosts_file_names_localhost()) GTEST_SKIP() << "no localhost in /etc/hosts";
    const NameAnswer answer = look_up_name("localhost", 4321);
    ASSERT_TRUE(answer.ok()) << answer.error().code;
    const std::vector<Address>& addresses = answer.value();
    ASSERT_FALSE(addresses.empty());
    for (const Address& address : addresses) {
        EXPECT_TRUE(address.is_loopback()) << address.to_string();
        EXPECT_EQ(address.port(), 4321);
        EXPECT_EQ(std::count(addresses.begin(), addresses.end(), address), 1);
    }
}

TEST(LookUpName, ANameThatCannotExistIsNotFoundOrCannotBeAsked) {
    const NameAnswer answer = look_up_name("no-such-host.invalid", 80);
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().call, SystemCall::resolve);
    EXPECT_THAT(answer.error().cause,
                testing::AnyOf(SystemCause::name_not_found, SystemCause::name_server_failed));
    EXPECT_NE(answer.error().code, 0);
}

TEST(LookUpName, AMalformedNameIsNotFound) {
    for (const char* name : {"..", "a b", "-", "a..b", ".example"}) {
        const NameAnswer answer = look_up_name(name, 80);
        ASSERT_FALSE(answer.ok()) << name;
        EXPECT_THAT(answer.error().cause,
                    testing::AnyOf(SystemCause::name_not_found, SystemCause::name_server_failed));
    }
}

}  // namespace
}  // namespace potok
