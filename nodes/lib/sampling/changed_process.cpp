#include "sampling/changed_process.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sampling/arithmetic.h"
#include "sampling/process_of.h"

namespace weft::sampling {
namespace {

using diffusion::Coefficients;
using diffusion::Conversion;
using diffusion::Target;

// What a question at one time of the new process is for the inner denoiser.
struct Question {
  double time;
  double scale;       // inner x = scale * x
  Conversion answer;  // x0 = mixed * x + prediction * inner x0
};

// Shared by the denoiser and its runs; does not change.
struct Change {
  DenoiserRef inner;
  weft_denoiser_info innerInfo;
  ProcessChange wanted;
  weft_denoiser_info info;      // of the new denoiser
  std::vector<double> trained;  // sigmas to round to, rising; none: all

  Coefficients innerAt(double time) const { return fromAbi(inner.coefficients(time)); }
  double innerTime(double sigma) const {
    return timeOfRatio([this](double time) { return inner.coefficients(time); }, innerInfo, sigma);
  }

  double sigmaAsked(double sigma) const {
    if (trained.empty()) return sigma;
    const auto above = std::lower_bound(trained.begin(), trained.end(), sigma);
    if (above == trained.end()) return trained.back();
    if (above == trained.begin()) return trained.front();
    return sigma / above[-1] < above[0] / sigma ? above[-1] : above[0];
  }
  double timeAsked(double t) const { return innerTime(sigmaAsked(sigmaOf(wanted.process.at(t)))); }

  Question questionAt(double t) const {
    checkTime(info, t);
    const Coefficients outer = wanted.process.at(t);
    const double time = timeAsked(t);
    const Coefficients asked = innerAt(time);
    Question question{time, std::hypot(asked.a, asked.b) / std::hypot(outer.a, outer.b), {0, 1}};
    if (trained.empty()) return question;
    // A score is that of its process: the noise is what both have in common.
    const Target told = targetOf(innerInfo.predicts);
    const Target target = told == Target::Score ? Target::Epsilon : told;
    const auto there = diffusion::conversion(Target::Sample, target, asked);
    const auto back = diffusion::conversion(target, Target::Sample, outer);
    if (!there || !back)
      throw Failure("at t = " + std::to_string(t) + " a network that predicts " +
                    std::string(diffusion::nameOf(target)) + " does not tell x0; let the schedule begin below");
    question.answer = {back->mixed + back->prediction * there->mixed * question.scale,
                       back->prediction * there->prediction};
    return question;
  }
};

class ChangedRun : public DenoiserRunObject {
 public:
  ChangedRun(std::shared_ptr<const Change> change, DenoiserRunRef run)
      : m_change(std::move(change)), m_run(std::move(run)) {}

  Value predict(const Value& x, double t, uint32_t wanted) override {
    const Tensor mixed = asComputed(x, "x");
    const Question question = m_change->questionAt(t);
    const Value told = m_run.predict(scaled(mixed, question.scale), question.time, wanted);
    if (question.answer.mixed == 0 && question.answer.prediction == 1) return told;
    std::vector<std::pair<std::string, Value>> items;
    for (const char* name : {"x0", "unconditional"})
      if (const Value item = told.item(name)) items.emplace_back(name, answered(question, mixed, item));
    if (const Value branches = told.item("branches")) {
      std::vector<Value> list;
      for (size_t i = 0; i < branches.size(); ++i) list.push_back(answered(question, mixed, branches.item(i)));
      items.emplace_back("branches", Value::list(list));
    }
    if (const Value states = told.item("states")) items.emplace_back("states", states);
    return Value::record(items);
  }

  bool hasGradient() const override { return m_run.hasGradient(); }
  Value gradient(const Value& x, double t, const Value& cotangent) override {
    const Tensor along = asComputed(cotangent, "the cotangent");
    const Question question = m_change->questionAt(t);
    const Value inner = m_run.gradient(scaled(asComputed(x, "x"), question.scale), question.time, along);
    return combine({{question.answer.prediction * question.scale, asComputed(inner, "the denoiser's gradient")},
                    {question.answer.mixed, along}});
  }

 private:
  static Tensor scaled(const Tensor& x, double scale) { return scale == 1 ? x : combine({{scale, x}}); }
  static Tensor answered(const Question& question, const Tensor& mixed, const Value& x0) {
    return combine(
        {{question.answer.prediction, asComputed(x0, "the denoiser's answer")}, {question.answer.mixed, mixed}});
  }

  std::shared_ptr<const Change> m_change;
  DenoiserRunRef m_run;
};

class ChangedProcess : public DenoiserObject {
 public:
  explicit ChangedProcess(Change change) : m_change(std::make_shared<const Change>(std::move(change))) {}

  void describe(weft_denoiser_info& info) const override {
    const uint32_t size = std::min<uint32_t>(info.struct_size, sizeof(info));
    std::memcpy(&info, &m_change->info, size);
    info.struct_size = size;
  }
  weft_coefficients coefficients(double t) const override { return toAbi(m_change->wanted.process.at(t)); }

  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    weft_denoiser_request inner = request;
    Tensor sigmas;
    if (request.sigmas) {
      std::vector<double> times = numbersOf(Tensor(Value::borrow(request.sigmas)));
      for (double& time : times) time = m_change->timeAsked(time);
      sigmas = tensorLike(Tensor(Value::borrow(request.sigmas)), times);
      inner.sigmas = sigmas.get();
    }
    return std::make_unique<ChangedRun>(m_change, m_change->inner.begin(inner));
  }

 private:
  std::shared_ptr<const Change> m_change;
};

}  // namespace

std::unique_ptr<Object> changeProcess(DenoiserRef inner, const ProcessChange& wanted) {
  const weft_denoiser_info innerInfo = inner.info();
  Change change{std::move(inner), innerInfo, wanted, innerInfo, {}};
  auto& info = change.info;
  describeProcess(wanted.process, info);
  if (wanted.predicts) info.predicts = predictsOf(*wanted.predicts);

  // Sigma of 1 / leastSignal is as good as noise alone.
  const double most = sigmaOf(change.innerAt(innerInfo.t_maximum));
  const double last = sigmaOf(wanted.process.at(info.t_maximum));
  constexpr double rounding = 1 + 1e-6;
  if (most < 1 / diffusion::leastSignal && last > most * rounding) {
    if (info.step_count > 0)
      throw Failure("the last trained step has sigma " + std::to_string(last) + "; the denoiser knows noise up to " +
                    std::to_string(most));
    info.t_maximum = wanted.process.timeOfSigma(most);
  }
  info.t_minimum = wanted.process.timeOfSigma(sigmaOf(change.innerAt(innerInfo.t_minimum)));

  if (wanted.roundsToSteps) {
    for (size_t i = 0; i < innerInfo.step_count; ++i)
      change.trained.push_back(sigmaOf(change.innerAt(innerInfo.step_times[i])));
    if (change.trained.empty())
      for (const double time : wanted.process.stepTimes()) change.trained.push_back(sigmaOf(wanted.process.at(time)));
    if (change.trained.empty())
      throw Failure(
          "neither the denoiser nor the new process has trained steps to round to; choose process \"discrete\"");
  }
  return std::make_unique<ChangedProcess>(std::move(change));
}

}  // namespace weft::sampling
