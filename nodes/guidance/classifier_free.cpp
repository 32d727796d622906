#include "classifier_free.h"

#include <ATen/ATen.h>

#include <weft/sdk/guidance.h>

#include <string>
#include <utility>
#include <vector>

#include "torch_bridge/tensors.h"
#include "torch_bridge/thread_scope.h"

namespace weft::guidance {
namespace {

class GuidedRun : public GuidanceRun {
 public:
  GuidedRun(const DenoiserRef& inner, const weft_denoiser_request& request, const Value& negative, double scale)
      : GuidanceRun(inner, request, negative), m_scale(scale), m_threads(request.threads) {}

  Value predict(const Value& x, double t, uint32_t wanted) override {
    Value out;
    torch_bridge::run(m_threads, [&] { out = GuidanceRun::predict(x, t, wanted); });
    return out;
  }
  Value guide(const Value& with, const Value& without) override {
    return torch_bridge::toValue(at::lerp(torch_bridge::toTorch(without), torch_bridge::toTorch(with), m_scale));
  }

 private:
  double m_scale;
  uint32_t m_threads;
};

// Scale 1: the model as it is. The unconditional estimate costs a second run, begun only when somebody asks for it.
class UnguidedRun : public DenoiserRunObject {
 public:
  UnguidedRun(DenoiserRef inner, const weft_denoiser_request& request, Value negative)
      : m_inner(std::move(inner)),
        m_run(m_inner.begin(request)),
        m_request(request),
        m_shape(request.shape, request.shape + request.dimensions),
        m_sigmas(Value::borrow(request.sigmas)),
        m_negative(std::move(negative)) {}

  Value predict(const Value& x, double t, uint32_t wanted) override {
    const Value plain = m_run.predict(x, t, wanted & ~uint32_t(WEFT_WANT_UNCONDITIONAL));
    if (!(wanted & WEFT_WANT_UNCONDITIONAL)) return plain;
    std::vector<std::pair<std::string, Value>> items = {{"unconditional", unconditionalRun().predict(x, t).item("x0")}};
    for (const char* name : {"x0", "branches", "states"})
      if (const Value item = plain.item(name)) items.emplace_back(name, item);
    return Value::record(items);
  }

 private:
  const DenoiserRunRef& unconditionalRun() {
    if (!m_unconditional) {
      const weft_value* condition = m_negative.get();
      m_request.shape = m_shape.data();
      m_request.sigmas = m_sigmas.get();
      m_request.conditionings = &condition;
      m_request.conditioning_count = 1;
      m_unconditional = std::make_unique<DenoiserRunRef>(m_inner.begin(m_request));
    }
    return *m_unconditional;
  }

  DenoiserRef m_inner;
  DenoiserRunRef m_run;
  std::unique_ptr<DenoiserRunRef> m_unconditional;
  weft_denoiser_request m_request;  // its pointers are good during begin() only
  std::vector<int64_t> m_shape;
  Value m_sigmas, m_negative;
};

class Guided : public WrappedDenoiser {
 public:
  Guided(DenoiserRef inner, Value negative, double scale)
      : WrappedDenoiser(std::move(inner)), m_negative(std::move(negative)), m_scale(scale) {}

  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    if (m_scale == 1) return std::make_unique<UnguidedRun>(inner(), request, m_negative);
    return std::make_unique<GuidedRun>(inner(), request, m_negative, m_scale);
  }

 private:
  Value m_negative;
  double m_scale;
};

}  // namespace

void ClassifierFree::process(Call& call) {
  const DenoiserRef inner = call[denoiser];
  const Value negativeCondition = call.has(negative) ? call[negative] : Value();
  call.set(guided, makeObject("denoiser", std::make_unique<Guided>(inner, negativeCondition, call[scale])));
}

}  // namespace weft::guidance
