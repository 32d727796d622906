// A sampling whose denoiser takes no time, so that what is measured is the solver.
#pragma once

#include <cmath>
#include <memory>
#include <stdexcept>
#include <utility>

#include <weft/sdk.h>

#include "sampling/sample_latent.h"

namespace weft {
const weft_host& hostTable();  // of weft/host/host.h, whose values have the same name as the SDK's
}

namespace weft::test {

inline void connectSdk() {
  static const weft_status connected = weft::detail::connect(&hostTable(), "");
  if (connected != WEFT_OK) throw std::runtime_error("the SDK has no host");
}

class EmptySampling {
 public:
  static constexpr int64_t steps = 1000;

  // The process is x_t = x + t z. The SDK is connected before the solver is made.
  explicit EmptySampling(std::unique_ptr<Object> solver) {
    m_parts.solver = makeObject("solver", std::move(solver));
    m_parts.denoiser = DenoiserRef(makeObject("denoiser", std::make_unique<Denoiser>(numbered(0.1))));
    auto sigmas = MutableTensor::make<double>({steps + 1});
    for (int64_t i = 0; i <= steps; ++i)
      sigmas.data<double>()[static_cast<size_t>(i)] = 10 * std::pow(0.01, double(i) / double(steps));
    m_parts.sigmas = std::move(sigmas).publish();
    m_parts.noise = numbered(1);
  }

  Value operator()() const { return sampling::sampleLatent(m_parts, 1); }
  const Value& sigmas() const { return m_parts.sigmas; }

  // [1, 4, 64, 64], float32.
  static Tensor numbered(double scale) {
    auto tensor = MutableTensor::make<float>({1, 4, 64, 64});
    double next = 0;
    for (float& value : tensor.data<float>()) value = static_cast<float>(scale * std::sin(next += 0.7));
    return Tensor(std::move(tensor).publish());
  }

 private:
  class Run : public DenoiserRunObject {
   public:
    explicit Run(Value answer) : m_answer(std::move(answer)) {}
    Value predict(const Value&, double, uint32_t) override { return m_answer; }

   private:
    Value m_answer;
  };

  class Denoiser : public DenoiserObject {
   public:
    explicit Denoiser(const Tensor& x0) : m_answer(Value::record({{"x0", x0}})) {}
    void describe(weft_denoiser_info& info) const override {
      info.predicts = WEFT_PREDICTS_X0;
      info.process = WEFT_PROCESS_VARIANCE_EXPLODING;
      info.t_maximum = 1e3;
      info.latent_space = "empty";
    }
    weft_coefficients coefficients(double t) const override { return {1, t, 0, 1}; }
    std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request&) override {
      return std::make_unique<Run>(m_answer);
    }

   private:
    Value m_answer;
  };

  sampling::SamplingParts m_parts;
};

}  // namespace weft::test
