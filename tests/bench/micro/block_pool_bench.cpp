// The block pool beside malloc: blocks borrowed and given back, singly and in bursts.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <vector>

#include "reactor/block_pool.hpp"
#include "reactor/memory_budget.hpp"

namespace potok {
namespace {

class Pool {
  public:
    std::byte* allocate() { return pool_.allocate(); }
    void release(std::byte* block) { pool_.release(block); }

  private:
    MemoryBudget budget_;
    BlockPool pool_{budget_};
};

struct Malloc {
    static std::byte* allocate() {
        return static_cast<std::byte*>(std::malloc(BlockPool::kBlockBytes));
    }
    static void release(std::byte* block) { std::free(block); }
};

template <class Source>
void borrow(benchmark::State& state) {
    Source source;
    std::vector<std::byte*> blocks(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        for (std::byte*& block : blocks) {
            block = source.allocate();
            *block = std::byte{1};  // a block that nobody touches is no use to anyone
        }
        for (std::byte* block : blocks)
            source.release(block);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(borrow<Pool>)->Arg(1)->Arg(64);
BENCHMARK(borrow<Malloc>)->Arg(1)->Arg(64);

}  // namespace
}  // namespace potok
