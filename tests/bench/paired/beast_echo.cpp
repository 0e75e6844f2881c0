// beast_echo: a WebSocket echo as Boost.Beast's own examples write it: one io_context, one thread,
// callbacks, a flat_buffer for each connection. Its deadlines are those it suggests to servers.
//
//   beast_echo [CERTIFICATE]      over TLS with that PEM file, which has the chain and the key
// First: awaitable.hpp of Boost 1.74 forgets it.
#include <utility>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <cstdio>
#include <memory>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ssl = asio::ssl;
namespace websocket = beast::websocket;
using asio::ip::tcp;

using Plain = beast::tcp_stream;
using Tls = beast::ssl_stream<beast::tcp_stream>;

template <typename Transport>
class Connection : public std::enable_shared_from_this<Connection<Transport>> {
  public:
    template <typename... Arguments>
    explicit Connection(tcp::socket socket, Arguments&... arguments)
        : stream_(std::move(socket), arguments...) {
        beast::get_lowest_layer(stream_).socket().set_option(tcp::no_delay(true));
        stream_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
    }

    void run() {
        if constexpr (std::is_same_v<Transport, Tls>) {
            beast::get_lowest_layer(stream_).expires_after(std::chrono::seconds(30));
            stream_.next_layer().async_handshake(
                ssl::stream_base::server,
                [self = this->shared_from_this()](beast::error_code error) {
                    if (error) return;
                    beast::get_lowest_layer(self->stream_).expires_never();
                    self->upgrade();
                });
        } else {
            upgrade();
        }
    }

  private:
    void upgrade() {
        stream_.async_accept([self = this->shared_from_this()](beast::error_code error) {
            if (!error) self->read();
        });
    }

    void read() {
        stream_.async_read(buffer_,
                           [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                               if (!error) self->write();
                           });
    }

    void write() {
        stream_.text(stream_.got_text());
        stream_.async_write(buffer_.data(), [self = this->shared_from_this()](
                                                beast::error_code error, std::size_t size) {
            if (error) return;
            self->buffer_.consume(size);
            self->read();
        });
    }

    websocket::stream<Transport> stream_;
    beast::flat_buffer buffer_;
};

template <typename Transport, typename... Arguments>
void accept(tcp::acceptor& acceptor, Arguments&... arguments) {
    acceptor.async_accept([&](beast::error_code error, tcp::socket socket) {
        if (!error) {
            std::make_shared<Connection<Transport>>(std::move(socket), arguments...)->run();
        }
        accept<Transport>(acceptor, arguments...);
    });
}

ssl::context context_with(const char* certificate) {
    ssl::context context(ssl::context::tls_server);
    context.use_certificate_chain_file(certificate);
    context.use_private_key_file(certificate, ssl::context::pem);
    return context;
}

}  // namespace

int main(int count, char** arguments) {
    asio::io_context context(1);
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    std::unique_ptr<ssl::context> tls;
    if (count > 1) {
        tls = std::make_unique<ssl::context>(context_with(arguments[1]));
        accept<Tls>(acceptor, *tls);
    } else {
        accept<Plain>(acceptor);
    }
    std::printf("listening beast://127.0.0.1:%d\nready\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    context.run();
}
