// A sampling whose solver runs in a process of its own.
#include <weft/base/files.h>

#include "compare.h"
#include "isolated_hosts.h"
#include "support/shipped_graphs.h"

namespace weft::test {
namespace {

Document quickstartWith(const std::string& solver) {
  auto text = readFile(std::string(WEFT_SOURCE_DIR) + "/graphs/quickstart.json");
  if (!text) throw std::runtime_error(text.error().message);
  const std::string shipped = "weft.schedulers.Euler";
  const size_t at = text->find(shipped);
  if (at == std::string::npos) throw std::runtime_error("quickstart has another solver than " + shipped);
  text->replace(at, shipped.size(), solver);
  Problems problems;
  return documentOf(Document::parse(*text, "quickstart.json", problems));
}

// 50 steps, 100 evaluations: at most 1.05.
void isolatedSolver(benchmark::State& state) {
  Executor executor;
  const Document graph = quickstartWith("org.example.solver.Midpoint");
  const auto run = [&](bool isolated, int64_t seed) {
    const Plan plan = planOf(graph, {"sample"}, {{"seed", seed}, {"steps", 50}}, catalogWith("plugins", isolated));
    return timedRun(executor, plan).seconds({"sample"});
  };
  compare(
      state, [&](int64_t seed) { return run(true, seed); }, [&](int64_t seed) { return run(false, seed); });
}
BENCHMARK(isolatedSolver)->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weft::test
