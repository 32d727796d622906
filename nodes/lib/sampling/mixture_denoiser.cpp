#include "sampling/mixture_denoiser.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "pack/require.h"
#include "sampling/arithmetic.h"
#include "sampling/process_of.h"

namespace weft::sampling {
namespace {

using diffusion::GaussianMixture;
using diffusion::NoisyMixture;

// Those components whose labels stand in the conditioning's text; all of them where none does.
GaussianMixture conditioned(const MixtureModel& model, const Value& conditioning) {
  const Value text = conditioning && !model.labels.empty() ? conditioning.item("text") : Value();
  if (!text) return model.mixture;
  const auto words = wordsOf(text.asString());
  std::vector<double> weights;
  double kept = 0;
  for (size_t k = 0; k < model.labels.size(); ++k) {
    const bool isNamed = std::ranges::find(words, model.labels[k]) != words.end();
    weights.push_back(isNamed ? model.mixture.components()[k].weight : 0);
    kept += weights.back();
  }
  return kept > 0 ? require(model.mixture.withWeights(weights)) : model.mixture;
}

class MixtureRun : public DenoiserRunObject {
 public:
  MixtureRun(std::shared_ptr<const MixtureModel> model, const weft_denoiser_info& info,
             const weft_denoiser_request& request)
      : m_model(std::move(model)), m_info(info), m_shape(request.shape, request.shape + request.dimensions) {
    const auto channels = m_model->mixture.dimensions();
    if (m_shape.size() != 4 || m_shape[1] != int64_t(channels))
      throw Failure("this mixture wants latents [N, " + std::to_string(channels) + ", H, W]", WEFT_ERROR_TYPE_MISMATCH);
    for (size_t i = 0; i < request.conditioning_count; ++i)
      m_branches.push_back(conditioned(*m_model, Value::borrow(request.conditionings[i])));
    if (m_branches.empty()) m_branches.push_back(m_model->mixture);
  }

  Value predict(const Value& x, double t, uint32_t wanted) override {
    const Tensor noisy = checked(x);
    std::vector<Value> branches;
    for (const GaussianMixture& mixture : m_branches) {
      NoisyMixture seen = seenThrough(mixture, t);
      branches.push_back(eachCell(noisy, nullptr, [&](auto cell, auto, auto out) { seen.estimate(cell, out); }));
      if (!(wanted & WEFT_WANT_BRANCHES)) break;
    }
    std::vector<std::pair<std::string, Value>> answer{{"x0", branches.front()}};
    if (wanted & WEFT_WANT_BRANCHES) answer.emplace_back("branches", Value::list(branches));
    return Value::record(answer);
  }

  bool hasGradient() const override { return true; }
  Value gradient(const Value& x, double t, const Value& cotangent) override {
    const Tensor noisy = checked(x), from = checked(cotangent);
    NoisyMixture seen = seenThrough(m_branches.front(), t);
    return eachCell(noisy, &from, [&](auto cell, auto along, auto out) { seen.pullBack(cell, along, out); });
  }

 private:
  Tensor checked(const Value& value) const {
    const Tensor tensor = asComputed(value, "x");
    if (!std::ranges::equal(tensor.shape(), m_shape))
      throw Failure("x has another shape than the run was begun for", WEFT_ERROR_TYPE_MISMATCH);
    return tensor;
  }
  NoisyMixture seenThrough(const GaussianMixture& mixture, double t) const {
    checkTime(m_info, t);
    const auto c = m_model->process.at(t);
    return {mixture, c.a, c.b};
  }
  // A cell's numbers lie a plane apart. `second`: another tensor whose cells are given beside those of the first.
  using Function =
      std::function<void(std::span<const double> cell, std::span<const double> second, std::span<double> out)>;
  Tensor eachCell(const Tensor& tensor, const Tensor* second, const Function& function) const {
    const auto channels = size_t(m_shape[1]), plane = size_t(m_shape[2] * m_shape[3]);
    std::vector<double> numbers = numbersOf(tensor);
    const std::vector<double> others = second ? numbersOf(*second) : std::vector<double>();
    std::vector<double> cell(channels), other(second ? channels : 0), out(channels);
    for (size_t row = 0; row < numbers.size(); row += channels * plane) {
      for (size_t at = row; at < row + plane; ++at) {
        for (size_t c = 0; c < channels; ++c) cell[c] = numbers[at + c * plane];
        for (size_t c = 0; c < other.size(); ++c) other[c] = others[at + c * plane];
        function(cell, other, out);
        for (size_t c = 0; c < channels; ++c) numbers[at + c * plane] = out[c];
      }
    }
    return tensorLike(tensor, numbers);
  }

  std::shared_ptr<const MixtureModel> m_model;
  weft_denoiser_info m_info;
  std::vector<int64_t> m_shape;
  std::vector<GaussianMixture> m_branches;  // one a conditioning
};

class MixtureDenoiser : public DenoiserObject {
 public:
  explicit MixtureDenoiser(MixtureModel model) : m_model(std::make_shared<const MixtureModel>(std::move(model))) {}

  void describe(weft_denoiser_info& info) const override {
    describeProcess(m_model->process, info);
    info.predicts = WEFT_PREDICTS_X0;
    info.channels = uint32_t(m_model->mixture.dimensions());
    info.width = info.height = 0;  // any
    info.latent_space = "mixture";
  }
  weft_coefficients coefficients(double t) const override { return toAbi(m_model->process.at(t)); }
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    weft_denoiser_info info{};
    info.struct_size = sizeof(info);
    describe(info);
    return std::make_unique<MixtureRun>(m_model, info, request);
  }

 private:
  std::shared_ptr<const MixtureModel> m_model;
};

}  // namespace

std::unique_ptr<Object> makeMixtureDenoiser(MixtureModel model) {
  return std::make_unique<MixtureDenoiser>(std::move(model));
}

std::vector<std::string> wordsOf(std::string_view text) {
  constexpr std::string_view between = " ,;\n\t\r";
  std::vector<std::string> words;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = std::min(text.find_first_not_of(between, at), text.size());
    at = std::min(text.find_first_of(between, begin), text.size());
    if (begin < at) words.emplace_back(text.substr(begin, at - begin));
  }
  return words;
}

}  // namespace weft::sampling
