// The helper thread.
#include "reactor/name_helper.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "reactor/name_question.hpp"

namespace potok {

namespace {

// To those who still wait when the helper goes.
constexpr SystemError kNotAsked{SystemCall::resolve, SystemCause::other, 0};

}  // namespace

// The thread and the line before it. Any thread asks; the thread starts with the first question.
class NameHelper::Line {
  public:
    Line(std::size_t waiting_max, Resolver::LookUp look_up)
        : waiting_max_(waiting_max), look_up_(look_up) {}

    ~Line() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_one();
        if (thread_.joinable()) thread_.join();
        for (auto& question : waiting_) {
            NameQuestion::answer(std::move(question), kNotAsked);
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
    const Resolver::LookUp look_up_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::unique_ptr<NameQuestion>> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

NameHelper::NameHelper(std::size_t waiting_max, Resolver::LookUp look_up)
    : line_(std::make_unique<Line>(waiting_max, look_up)) {}

NameHelper::~NameHelper() = default;

bool NameHelper::ask(std::unique_ptr<NameQuestion> question) {
    return line_->ask(std::move(question));
}

}  // namespace potok
