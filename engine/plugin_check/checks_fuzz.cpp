// Random calls. Case i of a run has the seed + i, so that one case is a run of its own.
#include <random>

#include <weft/base/text.h>

#include "checks.h"
#include "rig.h"

namespace weft::checks {
namespace {

// Usual more often than not, so that nodes get beyond their first check.
Recipe randomRecipe(const NodeType& type, uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](size_t count) { return static_cast<size_t>(random() % count); };
  const auto rarely = [&] { return below(6) == 0; };
  Recipe recipe;
  recipe.seed = seed;
  recipe.kind = below(kindRows);
  recipe.shape = below(shapeRows);
  recipe.dtype = below(dtypeRows);
  if (rarely()) recipe.emptySide = static_cast<int>(below(emptySides));
  recipe.optional = !rarely();
  recipe.links = rarely() ? below(20) : 1 + below(3);
  recipe.emptyValues = rarely();
  if (rarely()) recipe.fill = static_cast<Fill>(below(4));
  if (rarely()) recipe.text = static_cast<TextFill>(below(4));
  recipe.strided = rarely();
  if (!recipe.strided && rarely()) recipe.guard = static_cast<MemoryGuard>(below(3));
  recipe.parameters = below(2) == 0 ? ParameterFill::Random : static_cast<ParameterFill>(below(7));
  if (below(2) == 0 && !type.parameters.empty()) recipe.changed = static_cast<int>(below(type.parameters.size()));
  recipe.choice = below(8);
  if (rarely()) recipe.files = static_cast<FileFill>(below(3));
  recipe.file = below(20);
  if (rarely() && !type.inputs.empty()) recipe.wrongPort = static_cast<int>(below(type.inputs.size()));
  return recipe;
}

}  // namespace

void fuzzCalls(CheckContext& context) {
  auto rig = Rig::enter(context);
  if (!rig) return;
  if (rig->types().empty()) return context.skip("it has no nodes");
  explainGuardedMemory(context.activity);
  const auto begin = std::chrono::steady_clock::now();
  for (uint64_t i = 0; i < context.cases; ++i) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (seconds > 0.9 * context.timeLimit) {
      return context.note(std::to_string(i) + " of " + std::to_string(context.cases) +
                          " calls within the time limit; --time-limit gives more");
    }
    const uint64_t seed = context.seed + i;
    const std::string again = " (again: --fuzz 1 --seed " + std::to_string(seed) + ")";
    const NodeType& type = rig->types()[seed % rig->types().size()];
    rig->tell("the questions about node " + inQuotes(type.id) + again);
    const Recipe recipe = randomRecipe(type, seed);
    auto sample = rig->sample(type, recipe);
    if (!sample) continue;
    sample->text += again;
    TrialOptions options = rig->options();
    // What takes long is stopped.
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
    options.cancelled = [end] { return std::chrono::steady_clock::now() > end; };
    const auto node = rig->create(type);
    if (!node) continue;
    const TrialResult result = rig->run(*node, *sample, options);
    if (!result.broken.empty()) context.fail(sample->where(), result.broken);
    if (result.lost > 0) context.fail(sample->where(), "releases references that it does not own");
    if (!result.done && result.done.error().message.find(" threw ") != std::string::npos) {
      context.fail(sample->where(), result.done.error().message);
    }
    if (!result.done || recipe.wrongPort >= 0) continue;
    const std::vector<Type> types = declaredTypes(*sample);
    for (size_t port = 0; port < types.size(); ++port) {
      if (!result.outputs[port] || checkValue(result.outputs[port], types[port])) continue;
      context.fail(sample->where(), "output " + inQuotes(sample->outputPorts[port].id) + " is " +
                                        result.outputs[port].describe() + ", but is declared as " + types[port].text());
    }
  }
}

}  // namespace weft::checks
