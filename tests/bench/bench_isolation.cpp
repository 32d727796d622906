// What it costs to call a node in another process, and to bring a tensor there.
#include <cstring>

#include <benchmark/benchmark.h>

#include <weft/graph/node_instance.h>
#include <weft/value/make_tensor.h>
#include <weft/value/shared_memory.h>

#include "host/fake_call.h"
#include "isolated_hosts.h"

namespace weft::test {
namespace {

enum Where { Here, Isolated };

// Calls a node of the bench's plugin with one input, again and again.
void callNode(benchmark::State& state, const std::string& id, Where where, const Value& input) {
  const NodeType* type = catalogWith("tests/plugins/bench", where == Isolated).find(id);
  if (!type) return state.SkipWithError("no such node");
  auto node = type->create();
  if (!node) return state.SkipWithError(node.error().message.c_str());
  FakeCall call(*type);
  call.inputs[0] = {input};
  for (auto _ : state) {
    const auto done = (*node)->process(call);
    if (!done) return state.SkipWithError(done.error().message.c_str());
    call.outputs.clear();
  }
}

// At most 100 us.
void hop(benchmark::State& state) {
  callNode(state, "weft.bench.Empty", static_cast<Where>(state.range(0)), Value::number(1));
}
BENCHMARK(hop)->ArgName("isolated")->Arg(Here)->Arg(Isolated)->UseRealTime()->Unit(benchmark::kMicrosecond);

Value tensorOf(int64_t megabytes) {
  const SharedMemoryScope crosses;
  const int64_t shape[] = {megabytes << 18};
  auto made = makeTensor({WEFT_TYPE_FLOAT, 32, 1}, shape);
  std::memset((*made)->tensor.data, 0, static_cast<size_t>(megabytes) << 20);
  return *Value::tensor(*made);
}

// Of a tensor that the plan knew would cross: the same time for every size.
void tensorCrosses(benchmark::State& state) { callNode(state, "weft.bench.First", Isolated, tensorOf(state.range(0))); }
BENCHMARK(tensorCrosses)
    ->ArgName("MB")
    ->RangeMultiplier(8)
    ->Range(1, 512)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

// What the copy would cost.
void tensorIsCopied(benchmark::State& state) {
  const Value from = tensorOf(state.range(0)), to = tensorOf(state.range(0));
  for (auto _ : state) {
    std::memcpy(to.asTensor()->data, from.asTensor()->data, static_cast<size_t>(state.range(0)) << 20);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(tensorIsCopied)
    ->ArgName("MB")
    ->RangeMultiplier(8)
    ->Range(1, 512)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace weft::test
