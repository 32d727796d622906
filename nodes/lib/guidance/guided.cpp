#include "guidance/guided.h"

#include <optional>
#include <string>
#include <utility>

#include "guidance/request.h"
#include "sampling/arithmetic.h"

#include <weft/sdk/wrapped_denoiser.h>

namespace weft::guidance {
namespace {

class GuidedRun : public DenoiserRunObject {
 public:
  GuidedRun(const Sources& sources, const weft_denoiser_request& request, std::unique_ptr<Rule> rule)
      : m_sources(sources),
        m_request(request),
        m_schedule(request),
        m_predicts(sources.denoiser.info().predicts),
        m_rule(std::move(rule)) {
    if (m_sources.isIdle) {
      alone();
    } else {
      together();
      for (const DenoiserRef& other : m_sources.others)
        m_others.push_back(m_request.begin(other, m_request.conditionings()));
    }
  }

  Value predict(const Value& x, double t, uint32_t wanted) override {
    const bool guides = !m_sources.isIdle && m_sources.interval.contains(t, m_schedule);
    const bool hasExtras = !m_sources.extras.empty();
    const bool evaluatesExtras = hasExtras && (guides || (wanted & WEFT_WANT_UNCONDITIONAL));
    const size_t conditions = m_request.conditionings().size();
    const uint32_t asked =
        WEFT_WANT_BRANCHES | (wanted & WEFT_WANT_STATES) | (hasExtras ? 0 : wanted & uint32_t(WEFT_WANT_UNCONDITIONAL));
    const Value prediction = (evaluatesExtras ? together() : alone()).predict(x, t, asked);
    const auto estimates = branchesOf(prediction, conditions + (evaluatesExtras ? m_sources.extras.size() : 0));

    const size_t count = (wanted & WEFT_WANT_BRANCHES) ? conditions : 1;
    std::vector<Value> guided(estimates.begin(), estimates.begin() + std::ptrdiff_t(count));
    if (guides) guided = guide(x, t, estimates, count);

    std::vector<std::pair<std::string, Value>> answer{{"x0", guided.front()}};
    if (wanted & WEFT_WANT_BRANCHES) answer.emplace_back("branches", Value::list(guided));
    if (wanted & WEFT_WANT_UNCONDITIONAL) {
      const Value without = hasExtras ? Value(estimates.back()) : prediction.item("unconditional");
      if (without) answer.emplace_back("unconditional", without);
    }
    if (const Value states = prediction.item("states")) answer.emplace_back("states", states);
    return Value::record(answer);
  }

  bool hasGradient() const override {
    const DenoiserRunRef& first = m_sources.isIdle ? *m_alone : *m_together;
    bool all = first.hasGradient() && (m_sources.isIdle || !m_rule->factors().empty());
    for (const DenoiserRunRef& other : m_others) all = all && other.hasGradient();
    return all;
  }

  // Of a sum of estimates it is the sum of their gradients. A run tells it for its first conditioning only.
  Value gradient(const Value& x, double t, const Value& cotangent) override {
    if (m_sources.isIdle || !m_sources.interval.contains(t, m_schedule)) return alone().gradient(x, t, cotangent);
    const auto factors = m_rule->factors();
    std::vector<Tensor> gradients{Tensor(together().gradient(x, t, cotangent))};
    for (size_t i = 0; i < m_sources.extras.size(); ++i) gradients.emplace_back(extra(i).gradient(x, t, cotangent));
    for (const DenoiserRunRef& other : m_others) gradients.emplace_back(other.gradient(x, t, cotangent));
    std::vector<sampling::Term> terms;
    for (size_t i = 0; i < gradients.size(); ++i) terms.push_back({factors[i], gradients[i]});
    return sampling::combine(terms);
  }

 private:
  std::vector<Value> guide(const Value& x, double t, const std::vector<Tensor>& estimates, size_t count) {
    const size_t conditions = m_request.conditionings().size();
    std::vector<std::vector<Tensor>> others;
    for (const DenoiserRunRef& run : m_others)
      others.push_back(branchesOf(run.predict(x, t, WEFT_WANT_BRANCHES), conditions));
    const Tensor noisy = sampling::asComputed(x, "x");
    std::vector<Value> guided;
    for (size_t i = 0; i < count; ++i) {
      std::vector<Tensor> given{estimates[i]};
      given.insert(given.end(), estimates.begin() + std::ptrdiff_t(conditions), estimates.end());
      for (const auto& other : others) given.push_back(other[i]);
      guided.push_back(m_rule->guide({noisy, t, m_sources.denoiser.coefficients(t), m_predicts, i, m_schedule}, given));
    }
    return guided;
  }

  // Runs begin when they are first needed.
  DenoiserRunRef& together() {
    if (!m_together) {
      auto all = m_request.conditionings();
      all.insert(all.end(), m_sources.extras.begin(), m_sources.extras.end());
      m_together = m_request.begin(m_sources.denoiser, all);
    }
    return *m_together;
  }
  DenoiserRunRef& alone() {
    if (m_sources.extras.empty() && m_together) return *m_together;
    if (!m_alone) m_alone = m_request.begin(m_sources.denoiser, m_request.conditionings());
    return *m_alone;
  }
  DenoiserRunRef& extra(size_t index) {
    m_extras.resize(m_sources.extras.size());
    if (!m_extras[index]) m_extras[index] = m_request.begin(m_sources.denoiser, {m_sources.extras[index]});
    return *m_extras[index];
  }

  const Sources m_sources;
  const Request m_request;
  const Schedule m_schedule;
  const int32_t m_predicts;
  const std::unique_ptr<Rule> m_rule;
  std::optional<DenoiserRunRef> m_together, m_alone;
  std::vector<DenoiserRunRef> m_others;
  std::vector<std::optional<DenoiserRunRef>> m_extras;
};

class Guided : public WrappedDenoiser {
 public:
  Guided(Sources sources, std::function<std::unique_ptr<Rule>()> makeRule)
      : WrappedDenoiser(sources.denoiser), m_sources(std::move(sources)), m_makeRule(std::move(makeRule)) {}

  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    return std::make_unique<GuidedRun>(m_sources, request, m_makeRule());
  }

 private:
  const Sources m_sources;
  const std::function<std::unique_ptr<Rule>()> m_makeRule;
};

}  // namespace

void expectSameProcess(const DenoiserRef& one, const DenoiserRef& other, const char* names) {
  const auto a = one.info(), b = other.info();
  if (a.process != b.process || a.channels != b.channels)
    throw Failure(std::string(names) + " are denoisers of different processes or channels");
}

std::unique_ptr<Object> makeGuided(Sources sources, std::function<std::unique_ptr<Rule>()> makeRule) {
  for (const DenoiserRef& other : sources.others)
    expectSameProcess(sources.denoiser, other, "the denoisers of a guidance rule");
  return std::make_unique<Guided>(std::move(sources), std::move(makeRule));
}

}  // namespace weft::guidance
