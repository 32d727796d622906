// What nodes do with memory: what they hold on to, and what they do without.
#include <malloc.h>

#include <weft/base/byte_size.h>
#include <weft/base/text.h>
#include <weft/value/memory.h>

#include "checks.h"
#include "host_offer.h"
#include "memory_growth.h"
#include "rig.h"

namespace weft::checks {
namespace {

constexpr uint64_t mostFailures = 300;  // points of failure for one sample

// Inputs that a node may well refuse.
std::vector<Recipe> refused(const NodeType& type) {
  std::vector<Recipe> recipes;
  for (size_t port = 0; port < type.inputs.size(); ++port) {
    recipes.push_back({.kind = 1, .wrongPort = static_cast<int>(port)});
  }
  recipes.push_back({.emptySide = 1});
  recipes.push_back({.files = FileFill::Missing});
  return recipes;
}

void failAllocations(CheckContext& context, const char* service) {
  auto rig = Rig::enter(context, offerHost({.failing = true}));
  if (!rig) return;
  bool any = false;
  for (const NodeType& type : rig->types()) {
    for (const Recipe& recipe : Sampler::usualRecipes(type)) {
      if (!rig->hasTime()) break;
      const auto sample = rig->sample(type, recipe);
      const auto node = sample ? rig->create(type) : nullptr;
      if (!node || !rig->run(*node, *sample, rig->options()).done) continue;
      const int64_t start = liveValues();
      (void)rig->run(*node, *sample, rig->options());
      const int64_t usual = liveValues() - start;  // what it leaks anyway, is another check's
      for (uint64_t nth = 1; nth <= mostFailures && rig->hasTime(); ++nth) {
        const int64_t before = liveValues();
        rig->context().activity.explain("request " + std::to_string(nth) +
                                        " of the call for memory or a value had failed, and answered NULL or "
                                        "WEFT_ERROR_OUT_OF_MEMORY; check each of them");
        TrialOptions options = rig->options();
        options.digest = false;
        failRequest(service, nth);
        TrialResult result = rig->run(*node, *sample, options);
        const bool failed = hasFailed();
        failRequest(service, 0);
        rig->context().activity.explain({});
        if (!failed) break;
        any = true;
        if (result.done) {
          rig->context().fail(sample->where(), "says that all is well though " + std::string(failedRequest()) +
                                                   " failed for lack of memory; answer WEFT_ERROR_OUT_OF_MEMORY");
        }
        result = {};
        if (const int64_t kept = liveValues() - before - usual; kept > 0) {
          rig->context().fail(sample->where(), "keeps " + std::to_string(kept) + " values when " + failedRequest() +
                                                   " fails; release them");
        }
      }
    }
  }
  if (!any) context.skip("no node asks it");
}

}  // namespace

void memoryFailingAllocations(CheckContext& context) { failAllocations(context, "weft.allocator"); }
void memoryFailingValues(CheckContext& context) { failAllocations(context, "weft.values"); }

void memoryLeakedValues(CheckContext& context) {
  constexpr int rounds = 5;
  forEachNode(context, [](Rig& rig, const NodeType& type) {
    for (const Recipe& recipe : Sampler::usualRecipes(type)) {
      const int64_t before = liveValues();
      auto node = rig.hasTime() ? rig.create(type) : nullptr;
      if (!node) return;
      std::string where;
      int64_t first = 0;
      bool done = true;
      for (int i = 0; i < rounds && done; ++i) {
        if (i == 1) first = liveValues();
        const auto sample = rig.sample(type, recipe);
        done = sample && rig.run(*node, *sample, rig.options()).done;
        if (sample) where = sample->where();
      }
      if (!done) continue;
      // A node may keep what it was given last, or what it made; not one more with each call.
      const int64_t calls = liveValues() - first;
      node.reset();
      const int64_t left = liveValues() - before;
      if (calls >= rounds - 1) {
        rig.context().fail(where, "keeps " + std::to_string(calls / (rounds - 1)) +
                                      " more values alive with each call of process(); release what it makes and does "
                                      "not hand over, and what it retains");
      } else if (left > 0) {
        rig.context().fail(
            where, "keeps " + std::to_string(left) + " values alive when the node is gone; release them in destroy()");
      }
    }
  });
}

void memoryLeakedBytes(CheckContext& context) {
  forEachSample(context, Sampler::usualRecipes, [](Rig& rig, const Sample& sample) {
    const auto node = rig.create(*sample.type);
    if (!node || !rig.run(*node, sample, rig.options()).done) return;
    const int64_t values = liveValues();
    const uint64_t bytes = growth([&] { (void)rig.run(*node, sample, rig.options()); });
    if (bytes == 0 || liveValues() > values + 4) return;  // of values, that is another check's
    rig.context().fail(sample.where(), "keeps about " + formatBytes(bytes) +
                                           " more with each call of process(); free what it allocates");
  });
}

void memoryLeakedOnError(CheckContext& context) {
  forEachSample(context, refused, [](Rig& rig, const Sample& sample) {
    const auto node = rig.create(*sample.type);
    if (!node || rig.run(*node, sample, rig.options()).done) return;
    const int64_t values = liveValues();
    for (int i = 0; i < 4; ++i) (void)rig.run(*node, sample, rig.options());
    if (liveValues() - values >= 4) {
      return rig.context().fail(sample.where(),
                                "keeps values each time it fails; release what was made before the "
                                "error");
    }
    const uint64_t bytes = growth([&] { (void)rig.run(*node, sample, rig.options()); });
    if (bytes == 0) return;
    rig.context().fail(sample.where(), "keeps about " + formatBytes(bytes) +
                                           " each time it fails; free what was "
                                           "allocated before the error");
  });
}

void memoryOverReleased(CheckContext& context) {
  forEachSample(context, Sampler::usualRecipes, [](Rig& rig, const Sample& sample) {
    const TrialResult result = rig.run(sample);
    if (result.lost == 0) return;
    rig.context().fail(sample.where(), "releases " + std::to_string(result.lost) +
                                           " references that it does not own; input() and parameter() lend, "
                                           "set_output() takes what it is given");
  });
}

void memoryOverrun(CheckContext& context) {
  auto rig = Rig::enter(context, offerHost({.guarded = true}));
  if (!rig) return;
  explainGuardedMemory(context.activity);
  for (const NodeType& type : rig->types()) {
    std::vector<Recipe> recipes = Sampler::usualRecipes(type);
    for (size_t shape = 1; shape < shapeRows; ++shape) recipes.push_back({.shape = shape});
    for (const Recipe& recipe : recipes) {
      const auto sample = rig->hasTime() ? rig->sample(type, recipe) : std::nullopt;
      if (!sample) continue;
      const uint64_t before = overruns();
      (void)rig->run(*sample);
      if (overruns() == before) continue;
      context.fail(sample->where(), "writes behind the end of a tensor that it asked the host for");
    }
  }
  if (!rig->triedAny()) context.skip("no node of its could be tried so");
}

}  // namespace weft::checks
