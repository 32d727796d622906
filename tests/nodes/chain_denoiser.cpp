#include "chain_denoiser.h"

#include <memory>

#include <weft/sdk.h>

#include "sdk_host.h"

namespace weft::test {
namespace {

class ChainRun : public DenoiserRunObject {
 public:
  ChainRun(const Chain& chain, std::vector<ChainQuestion>* asked, double factor)
      : m_chain(chain), m_asked(asked), m_factor(factor) {}

  Value predict(const Value& value, double t, uint32_t) override {
    const Tensor x(value);
    const auto in = x.data<float>();
    auto answer = MutableTensor::like(x);
    const auto out = answer.data<float>();
    const size_t channels = size_t(x.size(1)), length = size_t(x.size(3));
    for (size_t row = 0; row < size_t(x.size(0)); ++row) {
      const size_t begin = row * channels * length;
      std::vector<int64_t> tokens(length);
      for (size_t i = 0; i < length; ++i)
        for (size_t v = 0; v < channels; ++v)
          if (in[begin + v * length + i] == 1) tokens[i] = int64_t(v);
      if (row == 0 && m_asked) m_asked->push_back({tokens, t});
      const auto given = m_chain.given(tokens);
      for (size_t i = 0; i < length; ++i)
        for (size_t v = 0; v < channels; ++v)
          // What it says of the mask itself does not count.
          out[begin + v * length + i] = v < given[i].size() ? float(m_factor * given[i][v]) : 0.25f;
    }
    return Value::record({{"x0", std::move(answer).publish()}});
  }

 private:
  const Chain& m_chain;
  std::vector<ChainQuestion>* m_asked;
  const double m_factor;
};

class ChainDenoiser : public DenoiserObject {
 public:
  ChainDenoiser(Chain chain, std::vector<ChainQuestion>* asked, double factor)
      : m_chain(std::move(chain)), m_asked(asked), m_factor(factor) {}
  void describe(weft_denoiser_info& info) const override {
    info.predicts = WEFT_PREDICTS_X0;
    info.process = WEFT_PROCESS_RECTIFIED_FLOW;
    info.channels = uint32_t(m_chain.vocabulary());
    info.t_maximum = 1;
    info.latent_space = "chain";
  }
  weft_coefficients coefficients(double t) const override { return {1 - t, t, -1, 1}; }
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request&) override {
    return std::make_unique<ChainRun>(m_chain, m_asked, m_factor);
  }

 private:
  const Chain m_chain;
  std::vector<ChainQuestion>* m_asked;
  const double m_factor;
};

}  // namespace

const weft_value* makeChainDenoiser(const Chain& chain, std::vector<ChainQuestion>* asked, double factor) {
  connectSdk();
  return makeObject("denoiser", std::make_unique<ChainDenoiser>(chain, asked, factor)).release();
}

}  // namespace weft::test
