#include "guidance/score.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "guidance/request.h"
#include "sampling/model.h"

#include <weft/sdk/wrapped_denoiser.h>

namespace weft::guidance {
namespace {

class ScoreRun : public DenoiserRunObject {
 public:
  ScoreRun(DenoiserRef denoiser, std::shared_ptr<const Score> score, const Interval& interval,
           const weft_denoiser_request& request)
      : m_denoiser(std::move(denoiser)),
        m_score(std::move(score)),
        m_interval(interval),
        m_request(request),
        m_schedule(request),
        m_run(m_denoiser.begin(request)) {
    m_score->check(m_request.shape());
    if (m_score->needsGradient() && !m_run.hasGradient())
      throw Failure("this guidance goes through the denoiser's gradient, and the denoiser has none",
                    WEFT_ERROR_UNSUPPORTED);
  }

  Value predict(const Value& x, double t, uint32_t wanted) override {
    const Value prediction = m_run.predict(x, t, wanted);
    if (!m_interval.contains(t, m_schedule)) return prediction;
    std::vector<std::pair<std::string, Value>> answer{{"x0", pushed(x, t, prediction.item("x0"), 0)}};
    if (const Value branches = prediction.item("branches")) {
      std::vector<Value> all{answer.front().second};
      for (size_t i = 1; i < branches.size(); ++i) all.push_back(pushed(x, t, branches.item(i), i));
      answer.emplace_back("branches", Value::list(all));
    }
    for (const char* name : {"unconditional", "states"})
      if (const Value item = prediction.item(name)) answer.emplace_back(name, item);
    return Value::record(answer);
  }

 private:
  Value pushed(const Value& x, double t, const Value& estimate, size_t branch) {
    const Tensor noisy = sampling::asComputed(x, "x"), x0 = sampling::asComputed(estimate, "the denoiser's answer");
    const auto c = m_denoiser.coefficients(t);
    const std::function<Tensor(const Tensor&)> pullBack = [&](const Tensor& cotangent) {
      return sampling::asComputed(runOf(branch).gradient(x, t, cotangent), "the denoiser's gradient");
    };
    const Tensor push = m_score->push({noisy, x0, c, pullBack});
    const double factor = m_score->isForScore() ? c.b * c.b / std::max(c.a, sampling::leastSignal) : 1;
    return sampling::combine({{1, x0}, {factor, push}});
  }

  // A run has the gradient of its first conditioning only.
  const DenoiserRunRef& runOf(size_t branch) {
    if (branch == 0) return m_run;
    m_runs.resize(m_request.conditionings().size());
    if (!m_runs[branch]) m_runs[branch] = m_request.begin(m_denoiser, {m_request.conditionings()[branch]});
    return *m_runs[branch];
  }

  const DenoiserRef m_denoiser;
  const std::shared_ptr<const Score> m_score;
  const Interval m_interval;
  const Request m_request;
  const Schedule m_schedule;
  const DenoiserRunRef m_run;
  std::vector<std::optional<DenoiserRunRef>> m_runs;
};

class ScoreGuided : public WrappedDenoiser {
 public:
  ScoreGuided(DenoiserRef denoiser, std::shared_ptr<const Score> score, const Interval& interval)
      : WrappedDenoiser(std::move(denoiser)), m_score(std::move(score)), m_interval(interval) {}
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    return std::make_unique<ScoreRun>(inner(), m_score, m_interval, request);
  }

 private:
  const std::shared_ptr<const Score> m_score;
  const Interval m_interval;
};

// Whether a tensor of this shape can stand for one of the other, repeated where it has 1.
bool spreads(const Tensor& tensor, const std::vector<int64_t>& shape) {
  if (size_t(tensor.rank()) != shape.size()) return false;
  for (size_t i = 0; i < shape.size(); ++i)
    if (tensor.size(int(i)) != shape[i] && (i > 1 || tensor.size(int(i)) != 1)) return false;
  return true;
}

// As many numbers as `like` has; the first two dimensions may be repeated.
std::vector<double> spread(const Tensor& tensor, const Tensor& like) {
  const auto numbers = sampling::numbersOf(tensor);
  const size_t planes = size_t(like.size(0) * like.size(1)), plane = like.elements() / planes;
  std::vector<double> all;
  for (size_t i = 0; i < planes; ++i) {
    const size_t n = tensor.size(0) == 1 ? 0 : i / size_t(like.size(1));
    const size_t channel = tensor.size(1) == 1 ? 0 : i % size_t(like.size(1));
    const auto from = numbers.begin() + std::ptrdiff_t((n * size_t(tensor.size(1)) + channel) * plane);
    all.insert(all.end(), from, from + std::ptrdiff_t(plane));
  }
  return all;
}

class TargetScore : public Score {
 public:
  explicit TargetScore(TargetLoss loss) : m_loss(std::move(loss)) {}
  bool isForScore() const override { return m_loss.throughDenoiser; }
  bool needsGradient() const override { return m_loss.throughDenoiser; }

  void check(const std::vector<int64_t>& shape) const override {
    const auto fits = [&](const Tensor& tensor, const char* name) {
      if (shape.size() != 4 || !spreads(tensor, shape))
        throw Failure(std::string("\"") + name + "\" is " + sampling::shapeText(tensor.shape()) +
                          ", which does not fit the latent " + sampling::shapeText(shape),
                      WEFT_ERROR_TYPE_MISMATCH);
    };
    fits(m_loss.target, "target");
    if (m_loss.mask) fits(*m_loss.mask, "mask");
  }

  Tensor push(const ScorePoint& point) const override {
    auto slope = sampling::numbersOf(point.x0);
    const auto target = spread(m_loss.target, point.x0);
    const auto mask = m_loss.mask ? spread(*m_loss.mask, point.x0) : std::vector<double>(slope.size(), 1.0);
    const size_t sample = slope.size() / size_t(point.x0.size(0));
    for (size_t begin = 0; begin < slope.size(); begin += sample) {
      double squares = 0;
      for (size_t i = begin; i < begin + sample; ++i) {
        const double rest = mask[i] * (slope[i] - target[i]);
        squares += rest * rest;
        slope[i] = 2 * mask[i] * rest;
      }
      const double factor = m_loss.isNorm ? (squares > 0 ? 0.5 / std::sqrt(squares) : 0) : 1;
      for (size_t i = begin; i < begin + sample; ++i) slope[i] *= -m_loss.scale * factor;
    }
    const Tensor cotangent = sampling::tensorLike(point.x0, slope);
    return m_loss.throughDenoiser ? point.pullBack(cotangent) : cotangent;
  }

 private:
  const TargetLoss m_loss;
};

class ClassifierScore : public Score {
 public:
  ClassifierScore(std::shared_ptr<const Classifier> classifier, size_t label, double scale, bool seesX0)
      : m_classifier(std::move(classifier)), m_label(label), m_scale(scale), m_seesX0(seesX0) {}
  bool isForScore() const override { return true; }
  bool needsGradient() const override { return m_seesX0; }
  void check(const std::vector<int64_t>& shape) const override {
    size_t elements = 1;
    for (size_t i = 1; i < shape.size(); ++i) elements *= size_t(shape[i]);
    if (elements != m_classifier->inputs())
      throw Failure("the classifier is of samples of " + std::to_string(m_classifier->inputs()) +
                        " numbers; the latent " + sampling::shapeText(shape) + " has " + std::to_string(elements) +
                        " a sample",
                    WEFT_ERROR_TYPE_MISMATCH);
  }
  Tensor push(const ScorePoint& point) const override {
    const auto seen = sampling::numbersOf(m_seesX0 ? point.x0 : point.x);
    const weft_coefficients c = m_seesX0 ? weft_coefficients{1, 0, 0, 0} : point.at;
    std::vector<double> slope(seen.size());
    const size_t sample = m_classifier->inputs();
    for (size_t begin = 0; begin < seen.size(); begin += sample)
      m_classifier->gradient(std::span(seen).subspan(begin, sample), c, m_label,
                             std::span(slope).subspan(begin, sample));
    for (double& x : slope) x *= m_scale;
    const Tensor gradient = sampling::tensorLike(point.x, slope);
    return m_seesX0 ? point.pullBack(gradient) : gradient;
  }

 private:
  const std::shared_ptr<const Classifier> m_classifier;
  const size_t m_label;
  const double m_scale;
  const bool m_seesX0;
};

}  // namespace

std::unique_ptr<Object> makeScoreGuided(DenoiserRef denoiser, std::shared_ptr<const Score> score,
                                        const Interval& interval) {
  return std::make_unique<ScoreGuided>(std::move(denoiser), std::move(score), interval);
}

std::shared_ptr<const Score> targetScore(TargetLoss loss) { return std::make_shared<TargetScore>(std::move(loss)); }

std::shared_ptr<const Score> classifierScore(std::shared_ptr<const Classifier> classifier, size_t label, double scale,
                                             bool seesX0) {
  if (label >= classifier->classes())
    throw Failure("label is " + std::to_string(label) + ", but the classifier knows " +
                  std::to_string(classifier->classes()) + " classes, the first of which is 0");
  return std::make_shared<ClassifierScore>(std::move(classifier), label, scale, seesX0);
}

}  // namespace weft::guidance
