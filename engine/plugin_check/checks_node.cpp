// How nodes live, beside each other and again and again.
#include <weft/base/byte_size.h>
#include <weft/base/text.h>

#include <weft/value/value.h>

#include "checks.h"
#include "memory_growth.h"
#include "rig.h"

namespace weft::checks {
namespace {

constexpr int manyNodes = 1000;

bool isPure(const NodeType& type) { return !type.has(WEFT_NODE_NONDETERMINISTIC) && !type.has(WEFT_NODE_SIDE_EFFECTS); }

}  // namespace

void nodeCreateDestroy(CheckContext& context) {
  auto rig = Rig::enter(context);
  if (!rig) return;
  bool any = false;
  for (const NodeType& type : rig->types()) {
    if (!rig->create(type)) {
      context.note("node " + inQuotes(type.id) + " cannot be created here: " + rig->refusal());
      continue;
    }
    any = true;
    const int64_t values = liveValues();
    for (int i = 0; i < manyNodes && rig->hasTime(); ++i) (void)rig->create(type);
    if (liveValues() > values) {
      context.fail("node " + inQuotes(type.id), "creating and destroying it keeps values alive; release them");
    }
    const uint64_t bytes = growth([&] { (void)rig->create(type); });
    if (bytes == 0) continue;
    context.fail("node " + inQuotes(type.id), "creating and destroying it keeps about " + formatBytes(bytes) +
                                                  " each time; destroy() frees all that create() allocated");
  }
  if (!any) context.skip("none of its nodes can be created here");
}

void nodeReuse(CheckContext& context) {
  forEachNode(context, [](Rig& rig, const NodeType& type) {
    if (!isPure(type)) return;
    const auto first = rig.sample(type), other = rig.sample(type, {.seed = 7, .shape = 2});
    const auto node = first ? rig.create(type) : nullptr;
    if (!node) return;
    const TrialResult fresh = rig.run(*first), again = rig.run(*first);
    // One that suspends itself goes on from where it was.
    if (!fresh.done || fresh.pending || fresh.digest != again.digest) return;
    (void)rig.run(*node, *first, rig.options());
    if (other) (void)rig.run(*node, *other, rig.options());
    const TrialResult third = rig.run(*node, *first, rig.options());
    if (third.done && third.digest == fresh.digest) return;
    rig.context().fail(first->where(),
                       "gives something else when the node was called before; outputs follow from inputs "
                       "and parameters alone, or the node is WEFT_NODE_NONDETERMINISTIC");
  });
}

void nodeIndependent(CheckContext& context) {
  forEachNode(context, [](Rig& rig, const NodeType& type) {
    if (!isPure(type)) return;
    const auto first = rig.sample(type), other = rig.sample(type, {.seed = 9, .shape = 3});
    if (!first || !other) return;
    const TrialResult alone = rig.run(*first), again = rig.run(*first);
    if (!alone.done || alone.digest != again.digest) return;
    const auto one = rig.create(type);
    auto two = rig.create(type), three = rig.create(type);
    if (!one || !two || !three) return;
    (void)rig.run(*two, *other, rig.options());
    const TrialResult beside = rig.run(*one, *first, rig.options());
    two.reset();
    const TrialResult after = rig.run(*three, *first, rig.options());
    for (const TrialResult* result : {&beside, &after}) {
      if (result->done && result->digest == alone.digest) continue;
      rig.context().fail(first->where(),
                         "gives something else when another node of its type is there; keep state in "
                         "the node, not in static variables");
    }
  });
}

}  // namespace weft::checks
