#include "classifier_free.h"

#include <ATen/ATen.h>

#include <string>
#include <utility>
#include <vector>

#include "torch_bridge/tensors.h"
#include "torch_bridge/thread_scope.h"

namespace weft::guidance {
namespace {

// Asks the inner run for all branches at once: the conditionings of the request, then the negative one.
class GuidedRun : public DenoiserRunObject {
 public:
  GuidedRun(DenoiserRunRef run, size_t conditions, double scale, uint32_t threads)
      : m_run(std::move(run)), m_conditions(conditions), m_scale(scale), m_threads(threads) {}

  Value predict(const Value& x, double t, uint32_t wanted) override {
    Value out;
    torch_bridge::run(m_threads, [&] { out = guide(x, t, wanted); });
    return out;
  }

 private:
  Value guide(const Value& x, double t, uint32_t wanted) const {
    const Value inner = m_run.predict(x, t, (wanted & WEFT_WANT_STATES) | WEFT_WANT_BRANCHES);
    const Value branches = inner.item("branches");
    if (branches.size() != m_conditions + 1)
      throw Failure("the denoiser answered with " + std::to_string(branches.size()) + " branches instead of " +
                        std::to_string(m_conditions + 1),
                    WEFT_ERROR_INTERNAL);
    const Value unconditional = branches.item(m_conditions);
    const auto u = torch_bridge::toTorch(unconditional);
    std::vector<Value> guided;
    for (size_t i = 0; i < m_conditions; ++i) {
      const auto c = torch_bridge::toTorch(branches.item(i));
      guided.push_back(torch_bridge::toValue(at::lerp(u, c, m_scale)));
      if (!(wanted & WEFT_WANT_BRANCHES)) break;
    }
    std::vector<std::pair<std::string, Value>> items = {{"x0", guided.front()}};
    if (wanted & WEFT_WANT_BRANCHES) items.emplace_back("branches", Value::list(guided));
    if (wanted & WEFT_WANT_UNCONDITIONAL) items.emplace_back("unconditional", unconditional);
    if (const Value states = inner.item("states")) items.emplace_back("states", states);
    return Value::record(items);
  }

  DenoiserRunRef m_run;
  size_t m_conditions;
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

class Guided : public DenoiserObject {
 public:
  Guided(DenoiserRef inner, Value negative, double scale)
      : m_inner(std::move(inner)), m_negative(std::move(negative)), m_scale(scale) {}

  void describe(weft_denoiser_info& info) const override { info = m_inner.info(); }
  weft_coefficients coefficients(double t) const override { return m_inner.coefficients(t); }

  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    if (m_scale == 1) return std::make_unique<UnguidedRun>(m_inner, request, m_negative);
    std::vector<const weft_value*> conditions(request.conditionings,
                                              request.conditionings + request.conditioning_count);
    if (conditions.empty()) conditions.push_back(nullptr);
    const size_t count = conditions.size();
    conditions.push_back(m_negative.get());
    weft_denoiser_request all = request;
    all.conditionings = conditions.data();
    all.conditioning_count = conditions.size();
    return std::make_unique<GuidedRun>(m_inner.begin(all), count, m_scale, request.threads);
  }

 private:
  DenoiserRef m_inner;
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
