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

weft::Value guide(const weft::Tensor& conditional, const weft::Tensor& unconditional, const Rule& rule) {
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

// One sampling: the inner denoiser evaluates all conditionings and the negative one, which stands last, in one call.
class GuidedRun : public weft::DenoiserRunObject {
 public:
  GuidedRun(weft::DenoiserRunRef inner, size_t conditionings, const Rule& rule)
      : m_inner(std::move(inner)), m_conditionings(conditionings), m_rule(rule) {}

  weft::Value predict(const weft::Value& x, double t, uint32_t wanted) override {
    const weft::Value prediction = m_inner.predict(x, t, WEFT_WANT_BRANCHES | (wanted & WEFT_WANT_STATES));
    const weft::Value branches = prediction.item("branches");
    if (!branches || branches.size() != m_conditionings + 1) {
      throw weft::Failure("the denoiser does not answer with a branch for each conditioning");
    }
    const weft::Tensor unconditional(branches.item(m_conditionings));

    const size_t count = (wanted & WEFT_WANT_BRANCHES) ? m_conditionings : 1;
    std::vector<weft::Value> guided;
    for (size_t i = 0; i < count; ++i) guided.push_back(guide(weft::Tensor(branches.item(i)), unconditional, m_rule));

    std::vector<std::pair<std::string, weft::Value>> answer{{"x0", guided.front()}};
    if (wanted & WEFT_WANT_UNCONDITIONAL) answer.emplace_back("unconditional", unconditional);
    if (wanted & WEFT_WANT_BRANCHES) answer.emplace_back("branches", weft::Value::list(guided));
    if (const weft::Value states = prediction.item("states")) answer.emplace_back("states", states);
    return weft::Value::record(answer);
  }

 private:
  weft::DenoiserRunRef m_inner;
  size_t m_conditionings;  // without the negative one
  Rule m_rule;
};

class GuidedDenoiser : public weft::DenoiserObject {
 public:
  GuidedDenoiser(weft::DenoiserRef inner, weft::Value negative, const Rule& rule)
      : m_inner(std::move(inner)), m_negative(std::move(negative)), m_rule(rule) {}

  void describe(weft_denoiser_info& info) const override { info = m_inner.info(); }
  weft_coefficients coefficients(double t) const override { return m_inner.coefficients(t); }

  std::unique_ptr<weft::DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    std::vector<const weft_value*> conditionings(request.conditionings,
                                                 request.conditionings + request.conditioning_count);
    if (conditionings.empty()) conditionings.push_back(nullptr);
    const size_t count = conditionings.size();
    conditionings.push_back(m_negative.get());
    weft_denoiser_request inner = request;
    inner.conditionings = conditionings.data();
    inner.conditioning_count = conditionings.size();
    return std::make_unique<GuidedRun>(m_inner.begin(inner), count, m_rule);
  }

 private:
  weft::DenoiserRef m_inner;
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
    auto object = std::make_unique<GuidedDenoiser>(call[denoiser], away, Rule{call[scale], call[share]});
    call.set(guided, weft::makeObject("denoiser", std::move(object)));
  }
};

WEFT_PLUGIN("org.example.guidance", "1.0.0", Rescaled)
