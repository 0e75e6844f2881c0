#include "diagnostics/log.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/sink.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"
#include "diagnostics/system_words.hpp"

namespace potok {
namespace {

struct FileCloser {
    void operator()(std::FILE* file) const noexcept { static_cast<void>(std::fclose(file)); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

Result<File, LogFault> open_file(const std::string& name) {
    File file(std::fopen(name.c_str(), "a"));
    if (file == nullptr) {
        return LogFault{.kind = LogFaultKind::cannot_open, .code = errno, .file = name};
    }
    // A line is one write already; a buffer would only keep the last ones from the reader.
    static_cast<void>(std::setvbuf(file.get(), nullptr, _IONBF, 0));
    return file;
}

// Where the log's thread puts lines. log() and say_losses() are that thread's, or the owner's once
// it has ended; replace_file() is any thread's.
class LineSink final : public spdlog::sinks::sink {
  public:
    LineSink(File file, LogFormat format, spdlog::details::thread_pool& queue)
        : file_(std::move(file)), format_(format), queue_(queue) {}
    LineSink(const LineSink&) = delete;
    LineSink& operator=(const LineSink&) = delete;
    ~LineSink() override { delete next_file_.load(std::memory_order_acquire); }

    void log(const spdlog::details::log_msg& message) override {
        take_next_file();
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

    // The writing thread may be stuck in a write to the old file, so it is not waited for. Release:
    // with the acquire in take_next_file(), the stream's state comes along.
    void replace_file(File file) {
        auto next = std::make_unique<File>(std::move(file));
        delete next_file_.exchange(next.release(), std::memory_order_acq_rel);
    }

    void flush() override {}
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

  private:
    void take_next_file() {
        const std::unique_ptr<File> next(next_file_.exchange(nullptr, std::memory_order_acq_rel));
        if (next != nullptr) file_ = std::move(*next);
    }

    bool put(std::string_view line) {
        std::FILE* const out = file_ == nullptr ? stderr : file_.get();
        return std::fwrite(line.data(), 1, line.size(), out) == line.size();
    }

    File file_;  // null: stderr
    const LogFormat format_;
    spdlog::details::thread_pool& queue_;
    std::atomic<File*> next_file_{nullptr};
    std::uint64_t overrun_ = 0;
    std::uint64_t refused_ = 0;
    std::uint64_t said_ = 0;
};

}  // namespace

// spdlog's queue and thread around our sink. Lines come formatted: its patterns cannot escape.
class Log::Writer {
  public:
    Writer(File file, LogFormat format)
        : queue_(std::make_shared<spdlog::details::thread_pool>(kQueueLimit, 1)),
          sink_(std::make_shared<LineSink>(std::move(file), format, *queue_)),
          logger_(std::make_shared<spdlog::async_logger>(
              "potok", sink_, queue_, spdlog::async_overflow_policy::overrun_oldest)) {}
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    ~Writer() {
        // The thread is joined, everything queued written, before our share in the logger goes: the
        // shares that the lines held were given back inside spdlog, where no detector sees them.
        queue_.reset();
        sink_->say_losses();
    }

    void enqueue(std::string_view line) {
        logger_->log(spdlog::level::critical, spdlog::string_view_t(line.data(), line.size()));
    }

    void replace_file(File file) { sink_->replace_file(std::move(file)); }

  private:
    std::shared_ptr<spdlog::details::thread_pool> queue_;
    std::shared_ptr<LineSink> sink_;
    std::shared_ptr<spdlog::async_logger> logger_;
};

Result<std::unique_ptr<Log>, LogFault> Log::open(const LogSettings& settings) {
    File file;
    if (!settings.file.empty()) {
        Result<File, LogFault> opened = open_file(settings.file);
        if (!opened) return opened.error();
        file = std::move(opened).value();
    }
    try {
        auto writer = std::make_unique<Writer>(std::move(file), settings.format);
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
    Result<File, LogFault> opened = open_file(settings_.file);
    if (!opened) return opened.error();
    writer_->replace_file(std::move(opened).value());
    // A line of its own, so that the thread lets go of the old file now and not at the next event.
    enqueue(LogLevel::info, "log_reopened", {});
    return Done{};
}

std::string log_fault_text(Language language, const LogFault& fault) {
    constexpr Text kCannotOpen{
        "cannot open the log file {file}: {words}: check the path and its permissions, or choose "
        "another file with --log-file",
        "не удалось открыть файл журнала {file}: {words}: проверьте путь и права на него или "
        "выберите "
        "другой файл в --log-file"};
    constexpr Text kCannotStartThread{
        "cannot start the thread that writes the log: {words}: raise the limit of threads or free "
        "memory",
        "не удалось запустить поток записи журнала: {words}: поднимите предел числа потоков или "
        "освободите память"};
    return fill(fault.kind == LogFaultKind::cannot_open ? kCannotOpen : kCannotStartThread,
                language,
                {{"file", quoted(fault.file)}, {"words", system_words(language, fault.code)}});
}

}  // namespace potok
