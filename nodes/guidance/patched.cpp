#include "patched.h"

#include <cmath>
#include <limits>

#include "guidance/switched.h"

#include <weft/sdk/numbers.h>
#include <weft/sdk/patchable.h>

namespace weft::guidance {

template <class Self>
Value PatchedNode<Self>::layersOf(const Call& call) {
  std::vector<Value> indices;
  for (const auto& row : numberRows(std::string(call[layers])))
    for (const double number : row) {
      if (!(number >= 0) || number != std::floor(number) || number > 1e6)
        throw Failure("layers are indices of blocks, 0, 1, 2 ..., with commas between");
      indices.push_back(Value::integer(int64_t(number)));
    }
  if (indices.empty()) throw Failure("no layers are given, so that nothing would change; set \"layers\"");
  return Value::list(indices);
}

template <class Self>
void PatchedNode<Self>::process(Call& call) {
  using Base = PatchedNode;
  const DenoiserRef whole = call[Base::denoiser];
  const DenoiserRef plain = call.has(model) ? call[model] : whole;
  const DenoiserRef patched(PatchableRef(plain).patch(Self::patchKind, Self::record(call)));
  const double s = call[Self::strength], w = call[scale];
  if (call.has(model)) {
    if (w != 1) throw Failure("scale is for a denoiser that is not guided yet; unlink \"model\", or set it to 1");
    return Base::answer(
        call, makeGuided({whole, {}, {plain, patched}, Base::intervalOf(call), s == 0}, linearRule({1, s, -s})));
  }
  if (w == 1)
    return Base::answer(call,
                        makeGuided({whole, {}, {patched}, Base::intervalOf(call), s == 0}, linearRule({1 + s, -s})));
  const Value without = Base::conditioningOf(call, negative);
  const auto denoiserOf = [](std::unique_ptr<Object> object) {
    return DenoiserRef(makeObject("denoiser", std::move(object)));
  };
  const DenoiserRef both =
      denoiserOf(makeGuided({whole, {without}, {patched}, {}, false}, linearRule({w + s, 1 - w, -s})));
  const DenoiserRef one = denoiserOf(makeGuided({whole, {without}, {}, {}, false}, linearRule({w, 1 - w})));
  Base::answer(call, makeSwitched(both, one, Base::intervalOf(call)));
}

Value PerturbedAttention::record(const Call& call) {
  return Value::record({{"layers", layersOf(call)}, {"perturbation", Value::string("identity")}});
}

Value SmoothedEnergy::record(const Call& call) {
  constexpr double infinite = 9998;  // as in diffusers
  const double sigma = call[blur] > infinite ? std::numeric_limits<double>::infinity() : call[blur];
  return Value::record(
      {{"layers", layersOf(call)}, {"perturbation", Value::string("blur")}, {"blur_sigma", Value::number(sigma)}});
}

Value SkipLayer::record(const Call& call) { return Value::record({{"layers", layersOf(call)}}); }

template struct PatchedNode<PerturbedAttention>;
template struct PatchedNode<SmoothedEnergy>;
template struct PatchedNode<SkipLayer>;

}  // namespace weft::guidance
