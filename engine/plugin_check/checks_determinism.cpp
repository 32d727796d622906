// The same for the same, whatever threads do.
#include <atomic>
#include <mutex>
#include <thread>

#include <weft/base/text.h>

#include "checks.h"
#include "process_state.h"
#include "rig.h"

namespace weft::checks {
namespace {

bool isRepeatable(const NodeType& type) {
  return !type.has(WEFT_NODE_NONDETERMINISTIC) && !type.has(WEFT_NODE_SIDE_EFFECTS);
}

bool mayRunBeside(const NodeType& type) {
  return type.reentrancy == WEFT_REENTRANCY_INSTANCE || type.reentrancy == WEFT_REENTRANCY_PARALLEL;
}

std::vector<Recipe> largerToo(const NodeType& type) {
  std::vector<Recipe> recipes = Sampler::usualRecipes(type);
  recipes.push_back({.shape = 5});
  return recipes;
}

// Runs `count` threads, each with its number, so that they begin together.
void together(unsigned count, const std::function<void(unsigned)>& work) {
  std::atomic<unsigned> ready{0};
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      ++ready;
      while (ready < count) std::this_thread::yield();
      work(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

constexpr unsigned eight = 8;
constexpr int callsOfEach = 6;

// Calls on several threads, with one node for all or one for each, against what one thread alone gives.
void runBeside(Rig& rig, const Sample& sample, bool oneNode) {
  const NodeType& type = *sample.type;
  const TrialResult alone = rig.run(sample), again = rig.run(sample);
  if (!alone.done) return;
  const Hash128 expected = alone.digest;
  const bool repeats = isRepeatable(type) && again.digest == expected;
  const auto shared = oneNode ? rig.create(type) : nullptr;
  if ((oneNode && !shared) || alone.pending) return;
  rig.tell("process() on eight threads of " + sample.where());
  std::mutex mutex;
  std::string wrong;
  together(eight, [&](unsigned) {
    for (int call = 0; call < callsOfEach; ++call) {
      const TrialResult result = oneNode ? runTrial(*shared, sample, rig.options()) : runOnce(sample, rig.options());
      const bool same = result.done && result.digest == expected;
      if (same || (result.done && !repeats)) continue;
      const std::lock_guard lock(mutex);
      wrong = result.done ? "gives something else" : "fails (" + result.done.error().message + ")";
    }
  });
  if (wrong.empty()) return;
  rig.context().fail(sample.where(),
                     wrong + (oneNode ? " when eight threads call one node, which its "
                                        "WEFT_REENTRANCY_PARALLEL allows"
                                      : " when eight threads call eight nodes, one each; guard what they "
                                        "share, or declare WEFT_REENTRANCY_TYPE"));
}

}  // namespace

void determinismTwice(CheckContext& context) {
  forEachSample(context, largerToo, [](Rig& rig, const Sample& sample) {
    if (!isRepeatable(*sample.type)) return;
    const TrialResult first = rig.run(sample);
    if (!first.done) return;
    for (int i = 0; i < 2; ++i) {
      const TrialResult again = rig.run(sample);
      if (again.done && again.digest == first.digest) continue;
      rig.context().fail(sample.where(), "gives something else the second time; take random numbers from " WEFT_RANDOM
                                         " with a seed parameter, or declare WEFT_NODE_NONDETERMINISTIC");
    }
  });
}

void determinismThreads(CheckContext& context) {
  forEachSample(context, largerToo, [](Rig& rig, const Sample& sample) {
    if (!isRepeatable(*sample.type)) return;
    const auto runWith = [&](uint32_t threads) {
      TrialOptions options = rig.options();
      options.threads = threads;
      const auto node = rig.create(*sample.type);
      return node ? rig.run(*node, sample, options) : TrialResult{makeError(ErrorCode::Internal, "not created"), {}};
    };
    const TrialResult one = runWith(1), again = runWith(1);
    if (!one.done || one.digest != again.digest) return;
    for (const uint32_t threads : {2u, 4u}) {
      const TrialResult several = runWith(threads);
      if (several.done && several.digest == one.digest) continue;
      rig.context().fail(sample.where(), "gives something else on " + std::to_string(threads) +
                                             " threads than on one, in a run that asks for the same bytes "
                                             "(deterministic()); cut the work by its size, never by threads()");
    }
  });
}

void threadsEightInstances(CheckContext& context) {
  forEachSample(context, Sampler::usualRecipes, [](Rig& rig, const Sample& sample) {
    if (mayRunBeside(*sample.type)) runBeside(rig, sample, false);
  });
}

void threadsOneInstance(CheckContext& context) {
  forEachSample(context, Sampler::usualRecipes, [](Rig& rig, const Sample& sample) {
    if (sample.type->reentrancy == WEFT_REENTRANCY_PARALLEL) runBeside(rig, sample, true);
  });
}

void threadsOtherThread(CheckContext& context) {
  forEachSample(context, Sampler::usualRecipes, [](Rig& rig, const Sample& sample) {
    const TrialResult here = rig.run(sample), again = rig.run(sample);
    if (!here.done) return;
    std::unique_ptr<NodeInstance> node;
    TrialResult there;
    // Each within the one before, so that no thread takes another's place.
    std::thread([&] {
      node = rig.create(*sample.type);
      if (!node) return;
      std::thread([&] {
        there = rig.run(*node, sample, rig.options());
        rig.tell("destroy() on a third thread of " + sample.where());
        std::thread([&] { node.reset(); }).join();
      }).join();
    }).join();
    const bool repeats = isRepeatable(*sample.type) && here.digest == again.digest;
    if (there.done && (!repeats || there.digest == here.digest)) return;
    rig.context().fail(sample.where(),
                       "does otherwise when create(), process() and destroy() are called on three "
                       "threads; keep nothing in thread-local variables");
  });
}

void threadsLeftBehind(CheckContext& context) {
  forEachSample(context, Sampler::usualRecipes, [](Rig& rig, const Sample& sample) {
    const auto round = [&] {
      for (int i = 0; i < 3; ++i) (void)rig.run(sample);
      return threadCount();
    };
    // A pool that stays is no leak; threads that become more are.
    (void)round();
    const size_t second = round(), third = round(), fourth = round();
    if (third <= second || fourth <= third) return;
    rig.context().fail(sample.where(),
                       "leaves a thread behind with each node; join it in destroy(), or use " WEFT_PARALLEL);
  });
}

void filesDescriptors(CheckContext& context) {
  forEachSample(context, Sampler::usualRecipes, [](Rig& rig, const Sample& sample) {
    const auto round = [&] {
      for (int i = 0; i < 3; ++i) (void)rig.run(sample);
      return openDescriptors();
    };
    (void)round();
    const auto second = round(), third = round(), fourth = round();
    if (third.size() <= second.size() || fourth.size() <= third.size()) return;
    rig.context().fail(sample.where(), "leaves a file open with each node: " + fourth.back());
  });
}

}  // namespace weft::checks
