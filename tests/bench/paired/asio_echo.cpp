// asio_echo: the length-prefixed echo as one would write it on Boost.Asio: one io_context, one
// thread, callbacks, a buffer for each connection, all whole frames of a read in one write.
// First: awaitable.hpp of Boost 1.74 forgets it.
#include <utility>

#include <boost/asio.hpp>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t kPrefix = 4;
constexpr std::size_t kFirstBuffer = 16 * 1024;

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    explicit Connection(tcp::socket socket) : socket_(std::move(socket)), input_(kFirstBuffer) {
        socket_.set_option(tcp::no_delay(true));
    }

    void read() {
        socket_.async_read_some(
            asio::buffer(input_.data() + held_, input_.size() - held_),
            [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
                if (!error) self->on_read(size);
            });
    }

  private:
    std::size_t frame_length(std::size_t at) const {
        std::uint32_t length = 0;
        std::memcpy(&length, input_.data() + at, sizeof length);
        return kPrefix + length;
    }

    void on_read(std::size_t size) {
        held_ += size;
        std::size_t whole = 0;
        while (held_ - whole >= kPrefix && held_ - whole >= frame_length(whole))
            whole += frame_length(whole);
        if (whole == 0) {
            if (held_ == input_.size()) input_.resize(2 * input_.size());
            return read();
        }
        asio::async_write(
            socket_, asio::buffer(input_.data(), whole),
            [self = shared_from_this(), whole](boost::system::error_code error, std::size_t) {
                if (!error) self->on_written(whole);
            });
    }

    void on_written(std::size_t whole) {
        held_ -= whole;
        std::memmove(input_.data(), input_.data() + whole, held_);
        read();
    }

    tcp::socket socket_;
    std::vector<char> input_;
    std::size_t held_ = 0;
};

void accept(tcp::acceptor& acceptor) {
    acceptor.async_accept([&acceptor](boost::system::error_code error, tcp::socket socket) {
        if (!error) std::make_shared<Connection>(std::move(socket))->read();
        accept(acceptor);
    });
}

}  // namespace

int main() {
    asio::io_context context(1);
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    accept(acceptor);
    std::printf("listening asio://127.0.0.1:%d\nready\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    context.run();
}
