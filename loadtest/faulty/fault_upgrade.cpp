#include "loadtest/faulty/fault_upgrade.hpp"

#include <array>
#include <string>

#include "base/assert.hpp"
#include "loadtest/faulty/fault_websocket.hpp"
#include "protocol/http_request.hpp"

namespace potok::loadtest {

FaultyUpgrade::FaultyUpgrade(const FaultyWebSocketService& service, const FaultScene& scene,
                             FaultShard& shard, std::uint64_t number) noexcept
    : service_(service),
      scene_(scene),
      shard_(shard),
      number_(number),
      scanner_(HttpHeadKind::request, service.http) {}

void FaultyUpgrade::on_open(Stream& stream) {
    stream_ = &stream;
    stream.begin_handshake();
}

Consumed FaultyUpgrade::on_data(MutableBytes data) {
    const HttpHeadScanner::Answer scanned = scanner_.scan(data);
    if (scanned.failure) refuse(status_of(*scanned.failure));
    if (scanned.head_bytes != 0) answer(Bytes(data).first(scanned.head_bytes));
    return {scanned.head_bytes};
}

void FaultyUpgrade::answer(Bytes bytes) {
    HttpRequestHead head;
    if (const auto failure = read_request_head(bytes, head)) return refuse(status_of(*failure));
    const UpgradeDecision decision = check_upgrade(head, service_.policy);
    if (decision.kind != UpgradeDecision::Kind::accepted) return refuse(400);
    if (scene_.dice.refuses(number_)) {
        shard_.counters.connections.add();
        shard_.counters.commit(FaultKind::refuse);
        return refuse(503);
    }
    std::string response;
    const auto refusal = append_upgrade_response(decision, {}, response);
    ASSERT(!refusal);
    static_cast<void>(stream_->send(bytes_of(response)));  // the first: it is taken
    stream_->end_handshake();
    stream_->hand_over(
        std::make_unique<FaultyWebSocket>(service_, stream_->loop(), scene_, shard_, number_));
}

void FaultyUpgrade::refuse(std::uint16_t status) {
    std::string response;
    write_status_line(status, reason_of(status), response);
    write_field("Connection", "close", response);
    write_field("Content-Length", 0, response);
    write_end_of_head(response);
    static_cast<void>(stream_->send(bytes_of(response)));
    stream_->finish(CloseReason::stopped);
}

}  // namespace potok::loadtest
