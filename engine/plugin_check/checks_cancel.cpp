// What nodes do when the run is stopped.
#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

#include <weft/base/text.h>

#include "checks.h"
#include "rig.h"

namespace weft::checks {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double longestLatency = 1;  // second
constexpr auto beforeCancel = std::chrono::milliseconds(30);

std::vector<Recipe> longOnes(const NodeType& type) {
  std::vector<Recipe> recipes = Sampler::usualRecipes(type);
  recipes.push_back({.shape = 5});
  for (size_t i = 0; i < type.parameters.size(); ++i) {
    const int32_t kind = type.parameters[i].kind;
    if (kind != WEFT_PARAMETER_NUMBER && kind != WEFT_PARAMETER_INTEGER) continue;
    recipes.push_back({.parameters = ParameterFill::Highest, .changed = static_cast<int>(i)});
  }
  return recipes;
}

// With a cancelled() that is true from the nth question on.
TrialResult cancelAt(Rig& rig, NodeInstance& node, const Sample& sample, int nth) {
  TrialOptions options = rig.options();
  const auto asked = std::make_shared<std::atomic<int>>(0);
  options.cancelled = [asked, nth] { return asked->fetch_add(1) >= nth; };
  return rig.run(node, sample, options);
}

}  // namespace

void cancelLatency(CheckContext& context) {
  forEachSample(context, longOnes, [](Rig& rig, const Sample& sample) {
    const auto node = rig.create(*sample.type);
    if (!node) return;
    std::atomic<bool> cancel{false}, ended{false};
    TrialOptions options = rig.options();
    options.cancelled = [&] { return cancel.load(); };
    Clock::time_point cancelled{};
    std::thread timer([&] {
      for (const auto begin = Clock::now(); !ended && Clock::now() - begin < beforeCancel;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      cancelled = Clock::now();
      cancel = true;
    });
    rig.tell("process() of " + sample.where() + ", after the run was stopped");
    (void)rig.run(*node, sample, options);
    const auto end = Clock::now();
    ended = true;
    timer.join();
    const double seconds = std::chrono::duration<double>(end - cancelled).count();
    if (seconds <= longestLatency) return;
    rig.context().fail(sample.where(), "went on for " +
                                           std::to_string(static_cast<int>(seconds * 10) / 10.0).substr(0, 4) +
                                           " s after the run was stopped; at most 1 s: ask cancelled() or report "
                                           "progress() in its loops, and end");
  });
}

void cancelStatus(CheckContext& context) {
  forEachSample(context, Sampler::usualRecipes, [](Rig& rig, const Sample& sample) {
    for (int nth = 0; nth < 6 && rig.hasTime(); ++nth) {
      const auto node = rig.create(*sample.type);
      if (!node || !rig.run(*node, sample, rig.options()).done) return;
      const TrialResult result = cancelAt(rig, *node, sample, nth);
      if (!result.sawCancel) return;
      if (result.done || result.done.error().code == ErrorCode::Cancelled) continue;
      rig.context().fail(sample.where(), "was told to stop, and fails with: " + result.done.error().message +
                                             "; return WEFT_ERROR_CANCELLED, so that nobody takes it for a fault");
    }
  });
}

void cancelAgain(CheckContext& context) {
  forEachSample(context, Sampler::usualRecipes, [](Rig& rig, const Sample& sample) {
    if (sample.type->has(WEFT_NODE_NONDETERMINISTIC) || sample.type->has(WEFT_NODE_SIDE_EFFECTS)) return;
    const TrialResult fresh = rig.run(sample), second = rig.run(sample);
    // One that runs passes is not called again once the run was stopped.
    if (!fresh.done || fresh.pending || fresh.digest != second.digest) return;
    for (int nth = 0; nth < 4 && rig.hasTime(); ++nth) {
      const auto node = rig.create(*sample.type);
      if (!node) return;
      const TrialResult stopped = cancelAt(rig, *node, sample, nth);
      if (stopped.done || !stopped.sawCancel) return;
      const TrialResult after = rig.run(*node, sample, rig.options());
      if (!after.done) {
        rig.context().fail(sample.where(),
                           "fails when it is called again after it was stopped: " + after.done.error().message);
      } else if (after.digest != fresh.digest) {
        rig.context().fail(sample.where(),
                           "gives something else when it is called again after it was stopped; what a call that was "
                           "stopped has left in the node must not count");
      }
    }
  });
}

}  // namespace weft::checks
