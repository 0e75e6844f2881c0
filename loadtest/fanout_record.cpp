#include "loadtest/fanout_record.hpp"

#include <numeric>
#include <tuple>

#include "base/assert.hpp"

namespace potok::loadtest {
namespace {

using LostDelivery = FanoutBook::LostDelivery;

std::uint32_t receivers_of(std::uint32_t index, std::uint32_t loops, std::uint32_t connections) {
    ASSERT(index < loops && index < connections);
    return (connections - index + loops - 1) / loops;
}

auto order_of(const LostDelivery& lost) noexcept {
    return std::tuple(lost.message.number, lost.message.connection, lost.receiver);
}

void add(FanoutFigures& figures, FanoutRecord& loop, std::span<const std::uint64_t> sent) {
    loop.book.finish(sent);
    figures.counts += loop.book.counts();
    for (std::uint32_t receiver = 0; receiver < loop.book.receivers(); ++receiver) {
        if (!loop.gone[receiver]) continue;
        ++figures.gone;
        figures.lost_at_gone += loop.book.lost_to(receiver);
    }
    std::optional<LostDelivery> lost = loop.book.first_lost();
    if (!lost) return;
    lost->receiver = loop.connection_of(lost->receiver);
    if (!figures.first_lost || order_of(*lost) < order_of(*figures.first_lost))
        figures.first_lost = lost;
}

}  // namespace

FanoutRecord::FanoutRecord(std::uint32_t loop, std::uint32_t of, std::uint32_t connections)
    : index(loop),
      loops(of),
      book(receivers_of(loop, of, connections), connections),
      spread(book.receivers(), FanoutSpread::kArrivalsMax / of),
      sent(connections),
      gone(book.receivers()) {}

FanoutFigures measure_fanout(std::span<FanoutRecord* const> loops) {
    ASSERT(!loops.empty());
    std::vector<std::uint64_t> sent(loops.front()->sent.size());
    std::vector<const FanoutSpread*> spreads;
    for (const FanoutRecord* loop : loops) {
        for (std::size_t sender = 0; sender < sent.size(); ++sender)
            sent[sender] += loop->sent[sender];
        spreads.push_back(&loop->spread);
    }
    FanoutFigures figures;
    figures.spread = measure_spread(spreads, sent.size());
    for (FanoutRecord* loop : loops)
        add(figures, *loop, sent);
    figures.counts.sent = std::accumulate(sent.begin(), sent.end(), std::uint64_t{0});
    figures.expected = figures.counts.sent * sent.size();
    return figures;
}

}  // namespace potok::loadtest
