// Fiber by ucontext. Sanitizers keep books on the stack they are on, so they are told of each
// change.
#include <sanitizer/asan_interface.h>
#include <sanitizer/tsan_interface.h>
#include <ucontext.h>

#include <cstddef>
#include <utility>

#include "base/assert.hpp"
#include "tests/sim/fiber.hpp"

#if defined(__has_feature)
#define POTOK_HAS_FEATURE(feature) __has_feature(feature)
#else
#define POTOK_HAS_FEATURE(feature) 0
#endif

namespace potok::sim {
namespace {

#if defined(__SANITIZE_ADDRESS__) || POTOK_HAS_FEATURE(address_sanitizer)
constexpr bool kAddressSanitizer = true;
#else
constexpr bool kAddressSanitizer = false;
#endif
#if defined(__SANITIZE_THREAD__) || POTOK_HAS_FEATURE(thread_sanitizer)
constexpr bool kThreadSanitizer = true;
#else
constexpr bool kThreadSanitizer = false;
#endif

// Sanitizers make frames several times as large.
constexpr std::size_t kStackBytes = kAddressSanitizer || kThreadSanitizer ? 1 << 20 : 256 << 10;

}  // namespace

struct Fiber::Context {
    // Where a stack is left: for the switch itself and for those who keep books.
    struct Place {
        ucontext_t registers{};
        const void* stack_bottom = nullptr;
        std::size_t stack_bytes = 0;
        void* fake_stack = nullptr;
        void* thread_fiber = nullptr;
    };

    static void change(Place& from, Place& to, bool for_good) noexcept {
        if constexpr (kAddressSanitizer) {
            __sanitizer_start_switch_fiber(for_good ? nullptr : &from.fake_stack, to.stack_bottom,
                                           to.stack_bytes);
        }
        if constexpr (kThreadSanitizer) __tsan_switch_to_fiber(to.thread_fiber, 0);
        ::swapcontext(&from.registers, &to.registers);
        arrived(from);
    }

    // The first thing done on a stack after a change to it.
    static void arrived(Place& here) noexcept {
        if constexpr (kAddressSanitizer) {
            const void* bottom = nullptr;
            std::size_t bytes = 0;
            __sanitizer_finish_switch_fiber(here.fake_stack, &bottom, &bytes);
            // Only from a fiber's side is the thread's own stack known, and by this alone.
            if (running != nullptr && running->outside.stack_bottom == nullptr) {
                running->outside.stack_bottom = bottom;
                running->outside.stack_bytes = bytes;
            }
        } else {
            static_cast<void>(here);
        }
    }

    static void enter() noexcept {
        Context& self = *running;
        arrived(self.inside);
        self.work();
        self.ended = true;
        change(self.inside, self.outside, true);
    }

    std::function<void()> work;
    std::unique_ptr<std::byte[]> stack;
    Place inside;
    Place outside;
    bool ended = false;

    inline static Context* running = nullptr;
};

Fiber::Fiber(std::function<void()> work) : context_(std::make_unique<Context>()) {
    Context& context = *context_;
    context.work = std::move(work);
    context.stack = std::make_unique_for_overwrite<std::byte[]>(kStackBytes);
    context.inside.stack_bottom = context.stack.get();
    context.inside.stack_bytes = kStackBytes;
    if constexpr (kThreadSanitizer) {
        context.inside.thread_fiber = __tsan_create_fiber(0);
        context.outside.thread_fiber = __tsan_get_current_fiber();
    }
    ::getcontext(&context.inside.registers);
    context.inside.registers.uc_stack.ss_sp = context.stack.get();
    context.inside.registers.uc_stack.ss_size = kStackBytes;
    ::makecontext(&context.inside.registers, &Context::enter, 0);
}

Fiber::~Fiber() {
    if constexpr (kThreadSanitizer) __tsan_destroy_fiber(context_->inside.thread_fiber);
}

void Fiber::resume() {
    ASSERT(!inside() && !ended());
    Context::running = context_.get();
    Context::change(context_->outside, context_->inside, false);
    Context::running = nullptr;
}

void Fiber::suspend() {
    ASSERT(inside());
    Context& context = *Context::running;
    Context::change(context.inside, context.outside, false);
}

bool Fiber::inside() noexcept {
    return Context::running != nullptr;
}

bool Fiber::ended() const noexcept {
    return context_->ended;
}

}  // namespace potok::sim
