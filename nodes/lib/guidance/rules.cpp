#include "guidance/rules.h"

#include <utility>

#include "guidance/formulas.h"

namespace weft::guidance {
namespace {

class Linear : public Rule {
 public:
  explicit Linear(std::vector<double> factors) : m_factors(std::move(factors)) {}
  Tensor guide(const Moment&, std::span<const Tensor> estimates) override {
    std::vector<sampling::Term> terms;
    for (size_t i = 0; i < m_factors.size(); ++i) terms.push_back({m_factors[i], estimates[i]});
    return sampling::combine(terms);
  }
  std::vector<double> factors() const override { return m_factors; }

 private:
  std::vector<double> m_factors;
};

class Changed : public Rule {
 public:
  explicit Changed(std::function<Tensor(const Tensor&)> change) : m_change(std::move(change)) {}
  Tensor guide(const Moment&, std::span<const Tensor> estimates) override { return m_change(estimates[0]); }

 private:
  std::function<Tensor(const Tensor&)> m_change;
};

class Free : public Rule {
 public:
  Free(const FreeGuidance& guidance, FreeFormula formula) : m_guidance(guidance), m_formula(std::move(formula)) {}
  Tensor guide(const Moment& moment, std::span<const Tensor> estimates) override {
    const Prediction kind = predictionOf(m_guidance.kind, moment.predicts, moment.at);
    std::vector<Tensor> predictions;
    for (const Tensor& x0 : estimates) predictions.push_back(kind.fromX0(moment.x, x0));
    Tensor guided = m_formula(moment, predictions);
    if (m_guidance.rescale > 0) guided = rescaled(guided, predictions[0], m_guidance.rescale);
    return kind.toX0(moment.x, guided);
  }

 private:
  FreeGuidance m_guidance;
  FreeFormula m_formula;
};

// The weighted sum of the differences so far, of each conditioning.
class Momentum {
 public:
  explicit Momentum(double share) : m_share(share) {}
  Tensor add(const Moment& moment, const Tensor& difference) {
    if (m_share == 0) return difference;
    if (m_last.size() <= moment.branch) m_last.resize(moment.branch + 1);
    auto& [time, sum] = m_last[moment.branch];
    sum = sum && moment.t <= time ? sampling::combine({{1, difference}, {m_share, sum}}) : difference;
    time = moment.t;
    return sum;
  }

 private:
  double m_share;
  std::vector<std::pair<double, Tensor>> m_last;
};

}  // namespace

MakeRule linearRule(std::vector<double> factors) {
  return [factors = std::move(factors)] { return std::make_unique<Linear>(factors); };
}

MakeRule changedRule(std::function<Tensor(const Tensor&)> change) {
  return [change = std::move(change)] { return std::make_unique<Changed>(change); };
}

Tensor FreeGuidance::follow(const Tensor& c, const Tensor& u) const {
  const double w = original ? scale + 1 : scale;
  return sampling::combine({{w, c}, {1 - w, u}});
}

MakeRule freeRule(const FreeGuidance& guidance, std::function<FreeFormula()> makeFormula) {
  return [guidance, makeFormula = std::move(makeFormula)] { return std::make_unique<Free>(guidance, makeFormula()); };
}

MakeRule classifierFreeRule(const FreeGuidance& guidance) {
  const double w = guidance.original ? guidance.scale + 1 : guidance.scale;
  if (guidance.rescale == 0) return linearRule({w, 1 - w});
  return freeRule(guidance, [guidance] {
    return [guidance](const Moment&, std::span<const Tensor> p) { return guidance.follow(p[0], p[1]); };
  });
}

MakeRule zeroStarRule(const FreeGuidance& guidance, size_t zeroSteps) {
  return freeRule(guidance, [guidance, zeroSteps] {
    return [guidance, zeroSteps](const Moment& moment, std::span<const Tensor> p) {
      if (zeroSteps > 0 && moment.steps.steps() == 0)
        throw Failure("zero_init_steps needs the schedule, which is not known here; set it to 0");
      if (zeroSteps > 0 && moment.steps.stepAt(moment.t) < zeroSteps) return sampling::combine({{0, p[0]}});
      return guidance.follow(p[0], optimallyScaled(p[0], p[1]));
    };
  });
}

MakeRule adaptivelyProjectedRule(const FreeGuidance& guidance, const AdaptiveProjection& projection) {
  return freeRule(guidance, [guidance, projection] {
    auto momentum = std::make_shared<Momentum>(projection.momentum);
    return [guidance, projection, momentum](const Moment& moment, std::span<const Tensor> p) {
      const Tensor difference = momentum->add(moment, sampling::combine({{1, p[0]}, {-1, p[1]}}));
      const Tensor update = projected(difference, p[0], projection.eta, projection.threshold);
      return sampling::combine({{1, guidance.original ? p[0] : p[1]}, {guidance.scale, update}});
    };
  });
}

}  // namespace weft::guidance
