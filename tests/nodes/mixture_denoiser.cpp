#include "mixture_denoiser.h"

#include <limits>
#include <memory>

#include <weft/sdk.h>

#include "sdk_host.h"

namespace weft::test {
namespace {

class MixtureRun : public DenoiserRunObject {
 public:
  MixtureRun(const Mixture& mixture, Answers answers) : m_mixture(mixture), m_answers(answers) {}

  Value predict(const Value& x, double t, uint32_t) override {
    const auto c = m_mixture.at(t);
    const Mixture::Slice slice(m_mixture, c);
    return Value::record({{"x0", map(Tensor(x), nullptr, [&](const Point& at, const Point&) -> Point {
                             if (m_answers == Answers::Undefined) return {std::numeric_limits<double>::quiet_NaN(), 0};
                             if (m_answers == Answers::Consistent) return consistent(at, c);
                             return slice.x0(at);
                           })}});
  }
  bool hasGradient() const override { return m_answers != Answers::MeanOnly; }
  // dx0/dx = a / b^2 Cov(x0 | x), which is symmetric.
  Value gradient(const Value& x, double t, const Value& cotangent) override {
    const auto c = m_mixture.at(t);
    const Tensor other(cotangent);
    const Mixture::Slice slice(m_mixture, c);
    return map(Tensor(x), &other, [&](const Point& at, const Point& v) -> Point {
      Symmetric covariance;
      slice.x0(at, &covariance);
      const Point product = covariance * v;
      return {c.a / (c.b * c.b) * product[0], c.a / (c.b * c.b) * product[1]};
    });
  }

 private:
  Point consistent(const Point& x, const weft_coefficients& c) const {
    const Component& only = m_mixture.components.front();
    const auto along = [&](double at, double mean, double variance) {
      return mean + (at - c.a * mean) * std::sqrt(variance / (c.a * c.a * variance + c.b * c.b));
    };
    return {along(x[0], only.mean[0], only.covariance.xx), along(x[1], only.mean[1], only.covariance.yy)};
  }

  template <class Function>
  Value map(const Tensor& x, const Tensor* other, Function&& function) const {
    const auto in = x.copyAs<double>();
    const auto second = other ? other->copyAs<double>() : in;
    const size_t channels = size_t(x.size(1)), places = size_t(x.size(2) * x.size(3));
    std::vector<double> out(in.size());
    for (size_t row = 0; row < size_t(x.size(0)); ++row)
      for (size_t place = 0; place < places; ++place) {
        const size_t at = row * channels * places + place, next = channels > 1 ? at + places : at;
        const Point answer =
            function(Point{in[at], channels > 1 ? in[next] : 0}, Point{second[at], channels > 1 ? second[next] : 0});
        if (channels > 1) out[next] = answer[1];
        out[at] = answer[0];
      }
    MutableTensor result = MutableTensor::like(x);
    result.assign(out);
    return std::move(result).publish();
  }

  const Mixture& m_mixture;
  const Answers m_answers;
};

class MixtureDenoiser : public DenoiserObject {
 public:
  MixtureDenoiser(Mixture mixture, Answers answers) : m_mixture(std::move(mixture)), m_answers(answers) {}
  void describe(weft_denoiser_info& info) const override {
    info.predicts = WEFT_PREDICTS_X0;
    info.process = m_mixture.process;
    info.channels = uint32_t(m_mixture.dimensions);
    info.t_maximum = m_mixture.timeMaximum();
    info.latent_space = "mixture";
  }
  weft_coefficients coefficients(double t) const override { return m_mixture.at(t); }
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request&) override {
    return std::make_unique<MixtureRun>(m_mixture, m_answers);
  }

 private:
  const Mixture m_mixture;
  const Answers m_answers;
};

}  // namespace

const weft_value* makeMixtureDenoiser(const Mixture& mixture, Answers answers) {
  connectSdk();
  return makeObject("denoiser", std::make_unique<MixtureDenoiser>(mixture, answers)).release();
}

SolverFacts factsOf(const weft_value* solver) {
  connectSdk();
  const auto info = SolverRef(Value::borrow(solver)).info();
  return {info.flags, info.order, info.evaluations};
}

}  // namespace weft::test
