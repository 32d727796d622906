#include "gaussian_denoiser.h"

#include <weft/sdk.h>

#include "sdk_host.h"

namespace weft::test {
namespace {

class GaussianRun : public DenoiserRunObject {
 public:
  GaussianRun(const Gaussian& gaussian, const weft_denoiser_request& request, GaussianCounts* counts)
      : m_gaussian(gaussian), m_counts(counts) {
    for (size_t i = 0; i < request.conditioning_count; ++i) {
      const Value condition = Value::borrow(request.conditionings[i]);
      m_means.push_back(condition ? condition.item("mean").asNumber() : gaussian.mean);
    }
    if (m_means.empty()) m_means.push_back(gaussian.mean);
    ++m_counts->begun;
  }
  ~GaussianRun() override { ++m_counts->ended; }

  Value predict(const Value& x, double t, uint32_t wanted) override {
    ++m_counts->predictions;
    m_counts->rows += int(m_means.size());
    const Tensor tensor(x);
    const auto in = tensor.data<float>();
    std::vector<Value> branches;
    for (const double mean : m_means) {
      auto out = MutableTensor::make<float>(tensor.shape());
      for (size_t i = 0; i < in.size(); ++i) out.data<float>()[i] = float(m_gaussian.x0(in[i], t, mean));
      branches.push_back(std::move(out).publish());
    }
    std::vector<std::pair<std::string, Value>> items = {{"x0", branches.front()}};
    if (wanted & WEFT_WANT_BRANCHES) items.emplace_back("branches", Value::list(branches));
    return Value::record(items);
  }

 private:
  Gaussian m_gaussian;
  GaussianCounts* m_counts;
  std::vector<double> m_means;
};

class GaussianDenoiser : public DenoiserObject {
 public:
  GaussianDenoiser(const Gaussian& gaussian, GaussianCounts* counts) : m_gaussian(gaussian), m_counts(counts) {}
  void describe(weft_denoiser_info& info) const override {
    info.predicts = WEFT_PREDICTS_X0;
    info.process = m_gaussian.process;
    info.channels = 4;
    info.width = 3;
    info.height = 2;
    info.t_minimum = 0;
    info.t_maximum = m_gaussian.process == WEFT_PROCESS_VARIANCE_EXPLODING ? 100 : 1;
    info.latent_space = "gauss";
  }
  weft_coefficients coefficients(double t) const override { return m_gaussian.at(t); }
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    return std::make_unique<GaussianRun>(m_gaussian, request, m_counts);
  }

 private:
  Gaussian m_gaussian;
  GaussianCounts* m_counts;
};

}  // namespace

const weft_value* makeGaussianDenoiser(const Gaussian& gaussian, GaussianCounts* counts) {
  connectSdk();
  return makeObject("denoiser", std::make_unique<GaussianDenoiser>(gaussian, counts)).release();
}

}  // namespace weft::test
