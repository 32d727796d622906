// A denoiser from outside: the exact one, in closed form, of data that is a mixture of Gaussians. A model whose every
// answer is known is what guidance, solvers and schedules are tried on.
//
// Each cell of a latent is a draw of its own, a vector of as many numbers as there are channels.
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/sdk.h>

#include "mixture.h"

namespace {

struct Model {
  Mixture mixture;
  std::vector<std::string> labels;  // one a centre, or none
  bool isFlow = true;               // rectified flow, else variance exploding

  int64_t channels() const { return static_cast<int64_t>(mixture.means.front().size()); }
  weft_coefficients coefficients(double t) const {
    return isFlow ? weft_coefficients{1 - t, t, -1, 1} : weft_coefficients{1, t, 0, 1};
  }
};

std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = std::min(text.find_first_not_of(" ,;\n\t", at), text.size());
    at = std::min(text.find_first_of(" ,;\n\t", begin), text.size());
    if (begin < at) words.emplace_back(text.substr(begin, at - begin));
  }
  return words;
}

// The same mixture of those centres whose labels stand in the conditioning's text; all of them where none does.
Mixture conditioned(const Model& model, const weft::Value& conditioning) {
  Mixture mixture = model.mixture;
  const weft::Value text = conditioning && !model.labels.empty() ? conditioning.item("text") : weft::Value();
  if (!text) return mixture;
  const std::vector<std::string> words = wordsOf(text.asString());
  double kept = 0;
  for (size_t k = 0; k < model.labels.size(); ++k) {
    if (std::ranges::find(words, model.labels[k]) == words.end()) mixture.weights[k] = 0;
    kept += mixture.weights[k];
  }
  return kept > 0 ? mixture : model.mixture;
}

class MixtureRun : public weft::DenoiserRunObject {
 public:
  MixtureRun(std::shared_ptr<const Model> model, const weft_denoiser_request& request)
      : m_model(std::move(model)), m_shape(request.shape, request.shape + request.dimensions) {
    if (m_shape.size() != 4 || m_shape[1] != m_model->channels())
      throw weft::Failure("this mixture wants latents [N, " + std::to_string(m_model->channels()) + ", H, W]",
                          WEFT_ERROR_TYPE_MISMATCH);
    for (size_t i = 0; i < request.conditioning_count; ++i)
      m_branches.push_back(conditioned(*m_model, weft::Value::borrow(request.conditionings[i])));
    if (m_branches.empty()) m_branches.push_back(m_model->mixture);
  }

  weft::Value predict(const weft::Value& x, double t, uint32_t wanted) override {
    const size_t count = (wanted & WEFT_WANT_BRANCHES) ? m_branches.size() : 1;
    const Cells noisy(x, m_shape);
    std::vector<weft::Value> branches;
    for (size_t i = 0; i < count; ++i) {
      branches.push_back(noisy.map([&](const std::vector<double>& cell, size_t, std::vector<double>& out) {
        expectClean(m_branches[i], at(t), cell, out);
      }));
    }
    std::vector<std::pair<std::string, weft::Value>> answer{{"x0", branches.front()}};
    if (wanted & WEFT_WANT_BRANCHES) answer.emplace_back("branches", weft::Value::list(branches));
    return weft::Value::record(answer);
  }

  bool hasGradient() const override { return true; }
  weft::Value gradient(const weft::Value& x, double t, const weft::Value& cotangent) override {
    const Cells noisy(x, m_shape), from(cotangent, m_shape);
    return noisy.map([&](const std::vector<double>& cell, size_t index, std::vector<double>& out) {
      pullBack(m_branches.front(), at(t), cell, from.at(index), out);
    });
  }

 private:
  // A latent [N, C, H, W] as its cells of C numbers each.
  class Cells {
   public:
    Cells(const weft::Value& value, const std::vector<int64_t>& shape) : m_shape(shape) {
      const weft::Tensor tensor(value);
      if (!std::ranges::equal(tensor.shape(), shape))
        throw weft::Failure("x has another shape than the run was begun for", WEFT_ERROR_TYPE_MISMATCH);
      m_values = tensor.copy<float>();
    }
    std::vector<double> at(size_t index) const {
      std::vector<double> cell(static_cast<size_t>(m_shape[1]));
      for (size_t c = 0; c < cell.size(); ++c) cell[c] = m_values[place(index, c)];
      return cell;
    }
    using Function = std::function<void(const std::vector<double>& cell, size_t index, std::vector<double>& out)>;
    weft::Value map(const Function& function) const {
      auto result = weft::MutableTensor::make<float>(m_shape);
      const std::span<float> to = result.data<float>();
      std::vector<double> out(static_cast<size_t>(m_shape[1]));
      for (size_t i = 0; i < m_values.size() / out.size(); ++i) {
        function(at(i), i, out);
        for (size_t c = 0; c < out.size(); ++c) to[place(i, c)] = static_cast<float>(out[c]);
      }
      return std::move(result).publish();
    }

   private:
    size_t place(size_t index, size_t channel) const {
      const auto plane = static_cast<size_t>(m_shape[2] * m_shape[3]);
      return (index / plane * static_cast<size_t>(m_shape[1]) + channel) * plane + index % plane;
    }
    const std::vector<int64_t>& m_shape;
    std::vector<float> m_values;
  };

  Noising at(double t) const {
    const weft_coefficients factors = m_model->coefficients(t);
    return {factors.a, factors.b};
  }

  std::shared_ptr<const Model> m_model;
  std::vector<int64_t> m_shape;
  std::vector<Mixture> m_branches;  // one a conditioning
};

class MixtureDenoiser : public weft::DenoiserObject {
 public:
  explicit MixtureDenoiser(Model model) : m_model(std::make_shared<const Model>(std::move(model))) {}

  void describe(weft_denoiser_info& info) const override {
    info.predicts = WEFT_PREDICTS_X0;
    info.process = m_model->isFlow ? WEFT_PROCESS_RECTIFIED_FLOW : WEFT_PROCESS_VARIANCE_EXPLODING;
    info.channels = static_cast<uint32_t>(m_model->channels());
    info.width = info.height = 0;  // any
    info.t_minimum = 0;
    info.t_maximum = m_model->isFlow ? 1 : 1e6;
    info.latent_space = "mixture";
  }
  weft_coefficients coefficients(double t) const override { return m_model->coefficients(t); }
  std::unique_ptr<weft::DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    return std::make_unique<MixtureRun>(m_model, request);
  }

 private:
  std::shared_ptr<const Model> m_model;
};

std::vector<std::vector<double>> meansFrom(std::string_view text) {
  auto means = weft::numberRows(text);
  if (means.empty()) throw weft::Failure("there is no centre; write one, such as \"0.5 0.5 0.5\"");
  for (const auto& mean : means) {
    if (mean.size() != means.front().size())
      throw weft::Failure("the centres differ in how many numbers they have; each has one for every channel");
  }
  return means;
}

std::vector<double> weightsFrom(std::string_view text, size_t centres) {
  const auto rows = weft::numberRows(text);
  if (rows.empty()) return std::vector<double>(centres, 1.0);
  if (rows.size() != 1 || rows[0].size() != centres)
    throw weft::Failure("wanted " + std::to_string(centres) + " numbers in one row, one for each centre");
  if (std::ranges::min(rows[0]) < 0) throw weft::Failure("a weight is below 0");
  if (std::ranges::max(rows[0]) <= 0) throw weft::Failure("all weights are 0; one at least must be above");
  return rows[0];
}

std::vector<std::string> labelsFrom(std::string_view text, size_t centres) {
  const auto labels = wordsOf(text);
  if (!labels.empty() && labels.size() != centres)
    throw weft::Failure("there are " + std::to_string(labels.size()) + " labels for " + std::to_string(centres) +
                        " centres; give one each, or none");
  return labels;
}

}  // namespace

struct GaussianMixture : weft::Node<GaussianMixture> {
  static constexpr weft::About about{
      "Gaussian mixture", "Models",
      "The exact denoiser of a mixture of Gaussians: what a network would be that had learned this data without error. "
      "Each cell of a latent is a draw of its own. For trying guidance, solvers and schedules, whose result can be "
      "told in advance.",
      "toy model analytic score denoiser test"};
  static constexpr weft::Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};
  static constexpr auto means =
      weft::param("means", "-1; 1", weft::multiline,
                  "The centres, with semicolons between: each as many numbers as the latent has channels");
  static constexpr auto weights = weft::param(
      "weights", "", "How often each centre is drawn, relative to the others: as many numbers; empty: all alike");
  static constexpr auto deviation =
      weft::param("deviation", 0.1, weft::range(1e-6, 1e6), weft::slider(0.01, 1, WEFT_CURVE_LOGARITHMIC),
                  "Standard deviation of each Gaussian, in every direction");
  static constexpr auto labels = weft::param("labels", "",
                                             "A word for each centre: a conditioning whose text holds some of them "
                                             "draws those alone. Empty: conditionings count for nothing");
  static constexpr auto kind =
      weft::param("process", "flow",
                  weft::choices(weft::choice("flow", "Rectified flow: x_t = (1 - t) x + t z, time from 0 to 1"),
                                weft::choice("variance_exploding", "x_t = x + t z, time is sigma, from 0 on")),
                  "How noise is mixed in");
  static constexpr auto denoiser =
      weft::output<weft::Denoiser>("denoiser", "The denoiser, for latents of the space \"mixture\" and of any size");
  static constexpr auto ports = weft::ports(means, weights, deviation, labels, kind, denoiser);

  static void infer(weft::Infer& question) {
    const auto checked = [&](const auto& parameter, auto&& read) {
      try {
        return read(question[parameter]);
      } catch (const weft::Failure& failure) {
        question.fail(parameter, failure.what());
      }
    };
    question.setBytes(denoiser, 0);
    if (!question.knows(means)) return;
    const auto centres = checked(means, [](std::string_view text) { return meansFrom(text); });
    if (question.knows(weights))
      checked(weights, [&](std::string_view text) { return weightsFrom(text, centres.size()); });
    if (question.knows(labels))
      checked(labels, [&](std::string_view text) { return labelsFrom(text, centres.size()); });
    const auto channels = static_cast<int64_t>(centres.front().size());
    question.setType(denoiser, weft::typeText("denoiser<mixture>", {channels, -1, -1}));
  }

  void process(weft::Call& call) {
    Model model;
    model.mixture.means = meansFrom(call[means]);
    model.mixture.weights = weightsFrom(call[weights], model.mixture.means.size());
    model.mixture.deviation = call[deviation];
    model.labels = labelsFrom(call[labels], model.mixture.means.size());
    model.isFlow = call[kind] == "flow";
    call.set(denoiser, weft::makeObject("denoiser", std::make_unique<MixtureDenoiser>(std::move(model))));
  }
};

WEFT_PLUGIN("org.example.mixture", "1.0.0", GaussianMixture)
