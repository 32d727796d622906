// A guidance rule from outside: it wraps a denoiser and is a denoiser again, so that it fits wherever one is wanted.
//
// The rule is classifier-free guidance with its result rescaled (Lin et al., "Common Diffusion Noise Schedules and
// Sample Steps are Flawed", 2023, section 3.4, equations 13 to 16):
//   guided   = without + scale (with - without)
//   rescaled = guided * deviation(with) / deviation(guided)          standard deviations, one a sample
//   answer   = share * rescaled + (1 - share) * guided
// The paper applies it to what a network predicts; here it works on x0, which every denoiser answers with.
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <weft/sdk.h>

namespace {

struct Rule {
  double scale;
  double share;
};

double deviation(const float* values, size_t count) {
  double sum = 0;
  double squares = 0;
  for (size_t i = 0; i < count; ++i) sum += values[i];
  const double mean = sum / static_cast<double>(count);
  for (size_t i = 0; i < count; ++i) squares += (values[i] - mean) * (values[i] - mean);
  return std::sqrt(squares / static_cast<double>(count));
}

weft::Value mix(const weft::Tensor& conditional, const weft::Tensor& unconditional, const Rule& rule) {
  const std::vector<float> with = conditional.copy<float>();
  const std::vector<float> without = unconditional.copy<float>();
  if (with.size() != without.size() || with.empty()) throw weft::Failure("the denoiser's branches differ in size");
  weft::MutableTensor result = weft::MutableTensor::make<float>(conditional.shape());
  float* guided = result.data<float>().data();
  for (size_t i = 0; i < with.size(); ++i) {
    guided[i] = static_cast<float>(without[i] + rule.scale * (double{with[i]} - without[i]));
  }
  const size_t sample = with.size() / static_cast<size_t>(conditional.size(0));
  for (size_t begin = 0; begin < with.size(); begin += sample) {
    const double wide = deviation(guided + begin, sample);
    if (wide == 0) continue;
    const double factor = rule.share * deviation(&with[begin], sample) / wide + (1 - rule.share);
    for (size_t i = begin; i < begin + sample; ++i) guided[i] = static_cast<float>(guided[i] * factor);
  }
  return weft::toValue(std::move(result));
}

class RescaledRun : public weft::GuidanceRun {
 public:
  RescaledRun(const weft::DenoiserRef& denoiser, const weft_denoiser_request& request, const weft::Value& negative,
              const Rule& rule)
      : GuidanceRun(denoiser, request, negative), m_rule(rule) {}

  weft::Value guide(const weft::Value& with, const weft::Value& without) override {
    return mix(weft::Tensor(with), weft::Tensor(without), m_rule);
  }

 private:
  Rule m_rule;
};

class RescaledDenoiser : public weft::WrappedDenoiser {
 public:
  RescaledDenoiser(weft::DenoiserRef inner, weft::Value negative, const Rule& rule)
      : WrappedDenoiser(std::move(inner)), m_negative(std::move(negative)), m_rule(rule) {}

  std::unique_ptr<weft::DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    return std::make_unique<RescaledRun>(inner(), request, m_negative, m_rule);
  }

 private:
  weft::Value m_negative;  // empty: the model's own "without condition"
  Rule m_rule;
};

}  // namespace

struct Rescaled : weft::Node<Rescaled> {
  static constexpr weft::About about{
      "Rescaled guidance", "Guidance",
      "Classifier-free guidance that keeps the contrast of the conditional prediction. High scales no longer burn the "
      "picture. From Lin et al. 2023, section 3.4."};
  static constexpr auto denoiser = weft::input<weft::Denoiser>("denoiser", "The denoiser to guide");
  static constexpr auto negative = weft::input<weft::Conditioning>(
      "negative", "What to lead away from; not linked: the model's own \"without condition\"", weft::optional);
  static constexpr auto scale =
      weft::param("scale", 3.0, weft::range(0, 100), weft::slider(1, 15), "1 leaves the prediction as it is");
  static constexpr auto share = weft::param("rescale", 0.7, weft::range(0, 1),
                                            "How far the result is rescaled: 0 is plain guidance, the paper takes 0.7");
  static constexpr auto guided = weft::output<weft::Denoiser>("denoiser", "The guided denoiser, of the same space");
  static constexpr auto ports = weft::ports(denoiser, negative, scale, share, guided);

  void process(weft::Call& call) {
    weft::Value away;
    if (call.has(negative)) away = call[negative];
    auto object = std::make_unique<RescaledDenoiser>(call[denoiser], away, Rule{call[scale], call[share]});
    call.set(guided, weft::makeObject("denoiser", std::move(object)));
  }
};

WEFT_PLUGIN("org.example.guidance", "1.0.0", Rescaled)
