#include "stepped_denoiser.h"

#include <weft/sdk.h>

#include <cmath>

#include "sdk_host.h"

namespace weft::test {
namespace {

class Stepped : public DenoiserObject {
 public:
  explicit Stepped(SteppedDenoiser told) : m_told(std::move(told)) {}
  void describe(weft_denoiser_info& info) const override {
    info.predicts = WEFT_PREDICTS_EPSILON;
    info.process = m_told.process;
    info.channels = 4;
    info.width = info.height = 8;
    info.t_minimum = m_told.minimum;
    info.t_maximum = m_told.maximum;
    info.latent_space = "test";
    info.step_times = m_told.stepTimes.data();
    info.step_count = m_told.stepTimes.size();
  }
  weft_coefficients coefficients(double t) const override { return {1, t, 0, 1}; }
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request&) override {
    throw Failure("this denoiser does not denoise");
  }

 private:
  SteppedDenoiser m_told;
};

}  // namespace

const weft_value* makeSteppedDenoiser(const SteppedDenoiser& denoiser) {
  connectSdk();
  return makeObject("denoiser", std::make_unique<Stepped>(denoiser)).release();
}

}  // namespace weft::test
