// NameQuestion: a question on its way: asked on the loop, answered by the helper, run and destroyed
// on the loop again. Each has it alone in turn, but for wanted_. Private to the resolver and its
// helpers.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/assert.hpp"
#include "reactor/command.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/resolver.hpp"

namespace potok {

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

}  // namespace potok
