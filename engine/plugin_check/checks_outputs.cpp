// What nodes give.
#include <malloc.h>

#include <algorithm>

#include <weft/base/text.h>

#include "checks.h"
#include "digest.h"
#include "rig.h"

namespace weft::checks {
namespace {

std::vector<Recipe> sizesAndKinds(const NodeType& type) {
  std::vector<Recipe> recipes = Sampler::usualRecipes(type);
  for (size_t shape = 1; shape < shapeRows; ++shape) recipes.push_back({.shape = shape});
  recipes.push_back({.optional = false});
  return recipes;
}

std::string nameOf(const Sample& sample, size_t port) { return "output " + inQuotes(sample.outputPorts[port].id); }

bool isSaid(const std::string& message) { return message.find("was not set") != std::string::npos; }

// Whole numbers that come as floats are fitted on their way, as in a run.
bool fits(const Value& value, const Type& type) {
  if (checkValue(value, type)) return true;
  const auto whole = value.asInteger();
  const auto number = value.asNumber();
  return (number && checkValue(Value::number(*number), type)) || (whole && checkValue(Value::integer(*whole), type));
}

}  // namespace

void outputsSet(CheckContext& context) {
  forEachSample(context, sizesAndKinds, [](Rig& rig, const Sample& sample) {
    const TrialResult result = rig.run(sample);
    if (result.done || !isSaid(result.done.error().message)) return;
    rig.context().fail(sample.where(), result.done.error().message +
                                           "; when process() answers WEFT_OK, all outputs have been set with values "
                                           "that are not NULL");
  });
}

void outputsTypes(CheckContext& context) {
  forEachSample(context, sizesAndKinds, [](Rig& rig, const Sample& sample) {
    const TrialResult result = rig.run(sample);
    if (!result.done) return;
    const std::vector<Type> types = declaredTypes(sample);
    for (size_t port = 0; port < types.size(); ++port) {
      if (!result.outputs[port] || fits(result.outputs[port], types[port])) continue;
      rig.context().fail(sample.where(), nameOf(sample, port) + " is " + result.outputs[port].describe() +
                                             ", but is declared as " + types[port].text());
    }
  });
}

void outputsInfer(CheckContext& context) {
  bool any = false;
  forEachSample(
      context,
      [&](const NodeType& type) {
        any = any || type.infer;
        return type.infer ? sizesAndKinds(type) : std::vector<Recipe>();
      },
      [](Rig& rig, const Sample& sample) {
        rig.tell("infer() of " + sample.where());
        const auto inferred = inferredTypes(sample);
        const TrialResult result = rig.run(sample);
        if (!inferred || !result.done) return;
        for (size_t port = 0; port < result.outputs.size(); ++port) {
          const auto& type = inferred->outputTypes[port];
          if (!type || !result.outputs[port] || fits(result.outputs[port], *type)) continue;
          rig.context().fail(sample.where(), "infer() says that " + nameOf(sample, port) + " will be " + type->text() +
                                                 ", and process() gives " + result.outputs[port].describe());
        }
      });
  if (!any) context.skip("no node has an infer()");
}

void outputsRange(CheckContext& context) {
  forEachSample(context, Sampler::usualRecipes, [](Rig& rig, const Sample& sample) {
    const auto node = rig.create(*sample.type);
    if (!node) return;
    const TrialResult result = rig.run(*node, sample, rig.options());
    if (!result.done) return;
    for (size_t port = 0; port < result.outputs.size(); ++port) {
      const std::string& name = sample.outputPorts[port].type.terms[0].name;
      if (name != "image" && name != "mask") continue;
      constexpr double slack = 1e-3;
      const std::string wrong = outside(result.outputs[port], -slack, 1 + slack);
      if (wrong.empty()) continue;
      rig.context().fail(sample.where(), nameOf(sample, port) + ": " + wrong + "; " + name +
                                             "s have numbers of 0 to 1: clamp what goes beyond");
    }
  });
}

void outputsImmutable(CheckContext& context) {
  forEachNode(context, [](Rig& rig, const NodeType& type) {
    const auto first = rig.sample(type), second = rig.sample(type, {.seed = 2});
    const auto larger = rig.sample(type, {.seed = 3, .shape = 4});
    const auto node = first ? rig.create(type) : nullptr;
    if (!node) return;
    const TrialResult result = rig.run(*node, *first, rig.options());
    if (!result.done) return;
    const Hash128 before = digestOf(result.outputs);
    for (const auto* other : {&second, &larger}) {
      if (*other) (void)rig.run(*node, **other, rig.options());
    }
    if (digestOf(result.outputs) == before) return;
    rig.context().fail(first->where(),
                       "what it gave has changed after further calls of process(); values are immutable: "
                       "make new memory for each, do not write into what was given away");
  });
}

void outputsAlive(CheckContext& context) {
  ::mallopt(M_PERTURB, 0x5a);  // freed memory is overwritten
  forEachNode(context, [](Rig& rig, const NodeType& type) {
    for (const Recipe& recipe : Sampler::usualRecipes(type)) {
      Recipe guarded = recipe;
      guarded.guard = MemoryGuard::AtEnd;  // gone for good when it is released
      auto sample = rig.sample(type, guarded);
      auto node = sample ? rig.create(type) : nullptr;
      if (!node) continue;
      const std::string where = sample->where();
      const TrialResult result = rig.run(*node, *sample, rig.options());
      if (!result.done) continue;
      const Hash128 before = digestOf(result.outputs);
      sample.reset();
      node.reset();
      rig.context().activity.explain(
          "an output refers to memory of an input or of the node that is gone; keep a "
          "reference of what it refers to (retain), or copy");
      rig.tell("reading the outputs of " + where);
      const bool same = digestOf(result.outputs) == before;
      rig.context().activity.explain({});
      if (!same) {
        rig.context().fail(where,
                           "its outputs have changed now that its inputs and the node are gone; outputs own their "
                           "memory, or keep a reference of what they refer to");
      }
    }
  });
}

}  // namespace weft::checks
