// NameHelper without a thread: look-ups take their time, one after the other, by the world's clock.
#include "reactor/name_helper.hpp"

#include <deque>
#include <utility>

#include "reactor/name_question.hpp"
#include "tests/sim/world.hpp"

namespace potok {
namespace {

// A server that answers late is the rule where names are looked up in vain.
constexpr Duration kLookUpMax = std::chrono::milliseconds(300);

// Shared with the look-up in hand, which may come to its end when the helper has gone.
class LookUps : public std::enable_shared_from_this<LookUps> {
  public:
    LookUps(std::size_t waiting_max, Resolver::LookUp look_up)
        : waiting_max_(waiting_max), look_up_(look_up) {}

    [[nodiscard]] bool ask(std::unique_ptr<NameQuestion> question) {
        if (waiting_.size() >= waiting_max_) return false;
        waiting_.push_back(std::move(question));
        if (waiting_.size() == 1) begin_next();
        return true;
    }

    void give_up() {
        for (auto& question : std::exchange(waiting_, {})) {
            NameQuestion::answer(std::move(question),
                                 SystemError{SystemCall::resolve, SystemCause::other, 0});
        }
    }

  private:
    void begin_next() {
        sim::World& world = sim::World::current();
        world.at(world.soon(kLookUpMax), [self = shared_from_this()] { self->end_first(); });
    }

    void end_first() {
        if (waiting_.empty()) return;
        std::unique_ptr<NameQuestion> question = std::move(waiting_.front());
        waiting_.pop_front();
        question->look_up_with(look_up_);
        NameQuestion::give_back(std::move(question));
        if (!waiting_.empty()) begin_next();
    }

    const std::size_t waiting_max_;
    const Resolver::LookUp look_up_;
    std::deque<std::unique_ptr<NameQuestion>> waiting_;
};

}  // namespace

class NameHelper::Line {
  public:
    Line(std::size_t waiting_max, Resolver::LookUp look_up)
        : look_ups_(std::make_shared<LookUps>(waiting_max, look_up)) {}
    ~Line() { look_ups_->give_up(); }

    [[nodiscard]] bool ask(std::unique_ptr<NameQuestion> question) {
        return look_ups_->ask(std::move(question));
    }

  private:
    const std::shared_ptr<LookUps> look_ups_;
};

NameHelper::NameHelper(std::size_t waiting_max, Resolver::LookUp look_up)
    : line_(std::make_unique<Line>(waiting_max, look_up)) {}

NameHelper::~NameHelper() = default;

bool NameHelper::ask(std::unique_ptr<NameQuestion> question) {
    return line_->ask(std::move(question));
}

}  // namespace potok
