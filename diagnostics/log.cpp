#include "diagnostics/log.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/sink.h>

#include <atomic>
#include <system_error>
#include <utility>

#include "diagnostics/escape.hpp"
#include "diagnostics/log_output.hpp"
#include "diagnostics/sentence.hpp"
#include "diagnostics/system_words.hpp"

namespace potok {
namespace {

Result<LogOutput, LogFault> open_output(const std::string& name) {
    Result<LogOutput, LogOutput::Fault> opened = LogOutput::open(name);
    if (opened) return std::move(opened).value();
    const bool fifo = opened.error().kind == LogOutput::OpenFault::fifo_without_reader;
    return LogFault{.kind = fifo ? LogFaultKind::fifo_without_reader : LogFaultKind::cannot_open,
                    .code = opened.error().code,
                    .file = name};
}

// Where the log's thread puts lines. log() and say_losses() are that thread's, or the owner's once
// it has ended; replace_output() and hurry() are any thread's.
class LineSink final : public spdlog::sinks::sink {
  public:
    LineSink(LogOutput output, LogFormat format, spdlog::details::thread_pool& queue)
        : output_(std::move(output)), format_(format), queue_(queue) {}
    LineSink(const LineSink&) = delete;
    LineSink& operator=(const LineSink&) = delete;
    ~LineSink() override { delete next_output_.load(std::memory_order_acquire); }

    void log(const spdlog::details::log_msg& message) override {
        take_next_output();
        overrun_ = queue_.overrun_counter();
        say_losses();
        if (!put({message.payload.data(), message.payload.size()})) ++refused_;
    }

    // Lines lost since this was last said; said again later where it cannot be written now either.
    void say_losses() {
        const std::uint64_t lost = overrun_ + refused_;
        if (lost == said_) return;
        const LogField count{"count", lost - said_};
        if (put(log_line(format_, {.time = std::chrono::system_clock::now(),
                                   .level = LogLevel::warning,
                                   .event = "log_lines_lost",
                                   .fields = {&count, 1}}))) {
            said_ = lost;
        }
    }

    // The writing thread may wait for the old output's reader, so it is not waited for. Release:
    // with the acquire in take_next_output(), the output's state comes along.
    void replace_output(LogOutput output) {
        auto next = std::make_unique<LogOutput>(std::move(output));
        delete next_output_.exchange(next.release(), std::memory_order_acq_rel);
    }

    // From now on readers are waited for so long, all together.
    void hurry(std::chrono::nanoseconds longest) noexcept { patience_.end_in(longest); }

    void flush() override {}
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

  private:
    void take_next_output() {
        const std::unique_ptr<LogOutput> next(
            next_output_.exchange(nullptr, std::memory_order_acq_rel));
        if (next != nullptr) output_ = std::move(*next);
    }

    bool put(std::string_view line) { return output_.write(line, patience_); }

    LogOutput output_;
    LogPatience patience_;
    const LogFormat format_;
    spdlog::details::thread_pool& queue_;
    std::atomic<LogOutput*> next_output_{nullptr};
    std::uint64_t overrun_ = 0;
    std::uint64_t refused_ = 0;
    std::uint64_t said_ = 0;
};

}  // namespace

// spdlog's queue and thread around our sink. Lines come formatted: its patterns cannot escape.
class Log::Writer {
  public:
    Writer(LogOutput output, const LogSettings& settings)
        : last_flush_(settings.last_flush),
          queue_(std::make_shared<spdlog::details::thread_pool>(kQueueLimit, 1)),
          sink_(std::make_shared<LineSink>(std::move(output), settings.format, *queue_)),
          logger_(std::make_shared<spdlog::async_logger>(
              "potok", sink_, queue_, spdlog::async_overflow_policy::overrun_oldest)) {}
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    ~Writer() {
        sink_->hurry(last_flush_);
        // The thread is joined, everything queued written or lost, before our share in the logger
        // goes: the shares that the lines held were given back inside spdlog, where no detector
        // sees them.
        queue_.reset();
        sink_->say_losses();
    }

    void enqueue(std::string_view line) {
        logger_->log(spdlog::level::critical, spdlog::string_view_t(line.data(), line.size()));
    }

    void replace_output(LogOutput output) { sink_->replace_output(std::move(output)); }

  private:
    const std::chrono::nanoseconds last_flush_;
    std::shared_ptr<spdlog::details::thread_pool> queue_;
    std::shared_ptr<LineSink> sink_;
    std::shared_ptr<spdlog::async_logger> logger_;
};

Result<std::unique_ptr<Log>, LogFault> Log::open(const LogSettings& settings) {
    LogOutput output;
    if (!settings.file.empty()) {
        Result<LogOutput, LogFault> opened = open_output(settings.file);
        if (!opened) return opened.error();
        output = std::move(opened).value();
    }
    try {
        auto writer = std::make_unique<Writer>(std::move(output), settings);
        return std::unique_ptr<Log>(new Log(settings, std::move(writer)));
    } catch (const std::system_error& error) {
        return LogFault{.kind = LogFaultKind::cannot_start_thread, .code = error.code().value()};
    }
}

Log::Log(LogSettings settings, std::unique_ptr<Writer> writer) noexcept
    : settings_(std::move(settings)), writer_(std::move(writer)) {}

Log::~Log() = default;

void Log::enqueue(LogLevel level, std::string_view event, std::span<const LogField> fields) {
    writer_->enqueue(log_line(settings_.format, {.time = std::chrono::system_clock::now(),
                                                 .level = level,
                                                 .event = event,
                                                 .fields = fields}));
}

Result<Done, LogFault> Log::reopen() {
    if (settings_.file.empty()) return Done{};
    Result<LogOutput, LogFault> opened = open_output(settings_.file);
    if (!opened) return opened.error();
    writer_->replace_output(std::move(opened).value());
    // A line of its own, so that the thread lets go of the old file now and not at the next event.
    enqueue(LogLevel::info, "log_reopened", {});
    return Done{};
}

std::string log_fault_text(Language language, const LogFault& fault) {
    constexpr Text kCannotOpen{
        "cannot open the log file {file}: {words}: check the path and its permissions, or choose "
        "another file with --log-file",
        "не удалось открыть файл журнала {file}: {words}: проверьте путь и права на него или "
        "выберите другой файл в --log-file"};
    constexpr Text kFifoWithoutReader{
        "cannot open the log file {file}: it is a named pipe that nobody reads: start its reader "
        "first, or choose another file with --log-file",
        "не удалось открыть файл журнала {file}: это именованный канал, который никто не читает: "
        "сначала запустите его читателя или выберите другой файл в --log-file"};
    constexpr Text kCannotStartThread{
        "cannot start the thread that writes the log: {words}: raise the limit of threads or free "
        "memory",
        "не удалось запустить поток записи журнала: {words}: поднимите предел числа потоков или "
        "освободите память"};
    Text sentence = kCannotStartThread;
    if (fault.kind == LogFaultKind::cannot_open) sentence = kCannotOpen;
    if (fault.kind == LogFaultKind::fifo_without_reader) sentence = kFifoWithoutReader;
    return fill(sentence, language,
                {{"file", quoted(fault.file)}, {"words", system_words(language, fault.code)}});
}

}  // namespace potok
