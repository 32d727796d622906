#include "denoiser_calls.h"

#include <cmath>

#include <weft/sdk.h>

#include "sdk_host.h"

namespace weft::test {
namespace {

Tensor rowOf(const std::vector<double>& numbers, int64_t channels) {
  auto tensor = MutableTensor::make<double>({1, channels, 1, int64_t(numbers.size()) / channels});
  tensor.assign(numbers);
  return std::move(tensor).publish();
}

class Listener : public DenoiserObject {
 public:
  explicit Listener(std::vector<double>* sigmas) : m_sigmas(sigmas) {}
  void describe(weft_denoiser_info& info) const override {
    info.predicts = WEFT_PREDICTS_X0;
    info.process = WEFT_PROCESS_VARIANCE_PRESERVING;
    info.channels = 1;
    info.t_minimum = 0;
    info.t_maximum = 10;
    info.latent_space = "nothing";
    info.step_times = nullptr;
    info.step_count = 0;
  }
  weft_coefficients coefficients(double t) const override {
    const double a = 1 / std::hypot(1, t);
    return {a, t * a, -t * a * a * a, a * a * a};
  }
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    *m_sigmas = Tensor(Value::borrow(request.sigmas)).copyAs<double>();
    struct Nothing : DenoiserRunObject {
      Value predict(const Value& x, double, uint32_t) override {
        auto zeros = MutableTensor::make<double>(Tensor(x).shape());
        zeros.assign(std::vector<double>(zeros.elements(), 0));
        return Value::record({{"x0", std::move(zeros).publish()}});
      }
    };
    return std::make_unique<Nothing>();
  }

 private:
  std::vector<double>* m_sigmas;
};

}  // namespace

DenoiserFacts factsOf(const weft_value* denoiser) {
  connectSdk();
  const auto info = DenoiserRef(Value::borrow(denoiser)).info();
  return {info.process,   info.predicts,  info.channels,
          info.t_minimum, info.t_maximum, {info.step_times, info.step_times + info.step_count}};
}

weft_coefficients coefficientsAt(const weft_value* denoiser, double t) {
  connectSdk();
  return DenoiserRef(Value::borrow(denoiser)).coefficients(t);
}

Asked ask(const weft_value* denoiser, const Asking& asking) {
  connectSdk();
  const DenoiserRef model(Value::borrow(denoiser));
  const auto channels = int64_t(model.info().channels);
  const Tensor x = rowOf(asking.x, channels);
  Tensor sigmas;
  if (!asking.sigmas.empty()) {
    auto told = MutableTensor::make<double>({int64_t(asking.sigmas.size())});
    told.assign(asking.sigmas);
    sigmas = std::move(told).publish();
  }
  weft_denoiser_request request{};
  request.struct_size = sizeof(request);
  request.dimensions = 4;
  request.shape = x.shape().data();
  request.sigmas = sigmas.get();
  request.conditionings = asking.conditionings.data();
  request.conditioning_count = asking.conditionings.size();
  request.device = {WEFT_DEVICE_CPU, 0};
  request.threads = 1;
  const auto run = model.begin(request);
  const Value answer = run.predict(x, asking.t, asking.conditionings.size() > 1 ? WEFT_WANT_BRANCHES : 0);
  Asked asked;
  asked.x0 = Tensor(answer.item("x0")).copy<double>();
  if (const Value branches = answer.item("branches"))
    for (const Value& branch : branches.items()) asked.branches.push_back(Tensor(branch).copy<double>());
  if (!asking.cotangent.empty())
    asked.gradient = Tensor(run.gradient(x, asking.t, rowOf(asking.cotangent, channels))).copy<double>();
  return asked;
}

const weft_value* makeListener(std::vector<double>* sigmas) {
  connectSdk();
  return makeObject("denoiser", std::make_unique<Listener>(sigmas)).release();
}

}  // namespace weft::test
