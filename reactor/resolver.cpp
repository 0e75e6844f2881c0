#include "reactor/resolver.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "base/assert.hpp"
#include "reactor/event_loop.hpp"

namespace potok {
namespace {

NameAnswer failed(SystemCause cause) {
    return SystemError{SystemCall::resolve, cause, 0};
}

// What can be said without asking anybody.
std::optional<NameAnswer> answer_at_once(std::string_view host, std::uint16_t port) {
    const auto address = Address::parse_host(host, port);
    if (address) return std::vector{address.value()};
    const bool is_name = address.error() == AddressParseFault::not_numeric && !host.empty() &&
                         host.size() <= Resolver::kNameLengthMax &&
                         host.find('\0') == std::string_view::npos;
    if (!is_name) return failed(SystemCause::name_not_found);
    return std::nullopt;
}

}  // namespace

// A question on its way: asked on the loop, answered by the helper, run and destroyed on the loop
// again. Each has it alone in turn, but for wanted_.
class NameQuestion final : public Command {
  public:
    NameQuestion(EventLoop& asking_loop, NameRequest& request, std::string name, std::uint16_t port)
        : loop_(asking_loop), name_(std::move(name)), port_(port), request_(&request) {
        ASSERT(!request.waiting());
        request.question_ = this;
    }

    ~NameQuestion() override { detach(); }

    // Loop thread. The request is gone, and on_resolved() will not be called.
    void detach() noexcept {
        if (request_ != nullptr) request_->question_ = nullptr;
        request_ = nullptr;
        wanted_.store(false, std::memory_order_relaxed);
    }

    // Loop thread.
    void run(EventLoop&) override {
        NameRequest* request = request_;
        detach();
        if (request != nullptr) request->on_resolved(*std::move(answer_));
    }

    // Helper thread.
    void look_up_with(Resolver::LookUp look_up) {
        // Relaxed: it saves work and guards nothing; run() asks request_, which the loop alone
        // uses.
        if (!wanted_.load(std::memory_order_relaxed)) return;
        answer_ = look_up(name_, port_);
    }

    // Whoever has it.
    static void answer(std::unique_ptr<NameQuestion> question, NameAnswer answer) {
        question->answer_ = std::move(answer);
        give_back(std::move(question));
    }
    static void give_back(std::unique_ptr<NameQuestion> question) {
        EventLoop& loop = question->loop_;
        loop.post(std::move(question));
    }

  private:
    EventLoop& loop_;
    const std::string name_;
    const std::uint16_t port_;
    NameRequest* request_;              // loop thread only
    std::optional<NameAnswer> answer_;  // set before it is posted, if still wanted then
    std::atomic<bool> wanted_{true};    // cleared by the loop, read by the helper
};

void NameRequest::cancel() noexcept {
    if (question_ != nullptr) question_->detach();
}

// The thread and the line before it. Any thread asks; the thread starts with the first question.
class Resolver::Helper {
  public:
    Helper(std::size_t waiting_max, LookUp look_up)
        : waiting_max_(waiting_max), look_up_(look_up) {}

    ~Helper() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_one();
        if (thread_.joinable()) thread_.join();
        for (auto& question : waiting_) {
            NameQuestion::answer(std::move(question), failed(SystemCause::other));
        }
    }

    [[nodiscard]] bool ask(std::unique_ptr<NameQuestion> question) {
        {
            const std::lock_guard lock(mutex_);
            if (waiting_.size() >= waiting_max_ || !running()) return false;
            waiting_.push_back(std::move(question));
        }
        changed_.notify_one();
        return true;
    }

  private:
    // Under the mutex.
    [[nodiscard]] bool running() {
        if (thread_.joinable()) return true;
        try {
            thread_ = std::thread([this] { work(); });
            return true;
        } catch (const std::system_error&) {
            return false;  // no thread now; perhaps for the next question
        }
    }

    void work() {
        while (std::unique_ptr<NameQuestion> question = next()) {
            question->look_up_with(look_up_);
            NameQuestion::give_back(std::move(question));
        }
    }

    // Null: no more.
    [[nodiscard]] std::unique_ptr<NameQuestion> next() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) return nullptr;
        std::unique_ptr<NameQuestion> question = std::move(waiting_.front());
        waiting_.pop_front();
        return question;
    }

    const std::size_t waiting_max_;
    const LookUp look_up_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::unique_ptr<NameQuestion>> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

Resolver::Resolver(std::size_t waiting_max, LookUp look_up)
    : helper_(std::make_unique<Helper>(waiting_max, look_up)) {}

Resolver::~Resolver() = default;

bool Resolver::resolve(EventLoop& loop, NameRequest& request, std::string host,
                       std::uint16_t port) {
    ASSERT(loop.in_loop_thread());
    std::optional<NameAnswer> known = answer_at_once(host, port);
    auto question = std::make_unique<NameQuestion>(loop, request, std::move(host), port);
    if (!known) return helper_->ask(std::move(question));
    NameQuestion::answer(std::move(question), *std::move(known));
    return true;
}

}  // namespace potok
