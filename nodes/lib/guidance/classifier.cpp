#include "guidance/classifier.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "weights/safetensors.h"

namespace weft::guidance {
namespace {

void normalise(std::vector<double>& logits) {
  const double highest = *std::ranges::max_element(logits);
  double sum = 0;
  for (const double x : logits) sum += std::exp(x - highest);
  const double all = highest + std::log(sum);
  for (double& x : logits) x -= all;
}

class Mixture : public Classifier {
 public:
  Mixture(std::vector<std::vector<double>> means, std::vector<double> weights, double deviation)
      : m_means(std::move(means)), m_weights(std::move(weights)), m_deviation(deviation) {}
  size_t classes() const override { return m_means.size(); }
  size_t inputs() const override { return m_means.front().size(); }

  std::vector<double> logProbabilities(std::span<const double> x, const weft_coefficients& c) const override {
    const double variance = varianceAt(c);
    std::vector<double> logits;
    for (size_t k = 0; k < m_means.size(); ++k) {
      double squares = 0;
      for (size_t i = 0; i < x.size(); ++i) {
        const double rest = x[i] - c.a * m_means[k][i];
        squares += rest * rest;
      }
      logits.push_back(std::log(m_weights[k]) - squares / (2 * variance));
    }
    normalise(logits);
    return logits;
  }

  // The sum over k of p(k | x_t) (a / variance) (mean of the label - mean_k).
  void gradient(std::span<const double> x, const weft_coefficients& c, size_t label,
                std::span<double> out) const override {
    const auto logs = logProbabilities(x, c);
    const double slope = c.a / varianceAt(c);
    std::ranges::fill(out, 0.0);
    for (size_t k = 0; k < m_means.size(); ++k) {
      const double share = std::exp(logs[k]) * slope;
      for (size_t i = 0; i < out.size(); ++i) out[i] += share * (m_means[label][i] - m_means[k][i]);
    }
  }

 private:
  double varianceAt(const weft_coefficients& c) const {
    const double variance = c.a * c.a * m_deviation * m_deviation + c.b * c.b;
    if (!(variance > 0)) throw Failure("the classifier of points without deviation needs noise on them");
    return variance;
  }
  std::vector<std::vector<double>> m_means;
  std::vector<double> m_weights;
  double m_deviation;
};

struct Activation {
  double (*value)(double);
  double (*slope)(double);
};

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

Activation activationNamed(std::string_view name) {
  if (name == "relu") return {[](double x) { return std::max(x, 0.0); }, [](double x) { return x > 0 ? 1.0 : 0.0; }};
  if (name == "silu")
    return {[](double x) { return x * sigmoid(x); }, [](double x) { return sigmoid(x) * (1 + x * (1 - sigmoid(x))); }};
  if (name == "tanh")
    return {[](double x) { return std::tanh(x); }, [](double x) { return 1 - std::tanh(x) * std::tanh(x); }};
  throw Failure("\"" + std::string(name) + "\" is no activation; there are relu, silu, tanh");
}

struct Layer {
  size_t inputs = 0, outputs = 0;
  std::vector<double> weight, bias;  // [outputs, inputs], [outputs]

  std::vector<double> forward(const std::vector<double>& x) const {
    std::vector<double> y = bias;
    for (size_t i = 0; i < outputs; ++i)
      y[i] = std::inner_product(x.begin(), x.end(), weight.begin() + std::ptrdiff_t(i * inputs), y[i]);
    return y;
  }
  std::vector<double> backward(const std::vector<double>& slope) const {
    std::vector<double> x(inputs, 0.0);
    for (size_t i = 0; i < outputs; ++i)
      for (size_t j = 0; j < inputs; ++j) x[j] += slope[i] * weight[i * inputs + j];
    return x;
  }
};

class Perceptron : public Classifier {
 public:
  Perceptron(std::vector<Layer> layers, Activation activation, bool takesNoise)
      : m_layers(std::move(layers)), m_activation(activation), m_takesNoise(takesNoise) {}
  size_t classes() const override { return m_layers.back().outputs; }
  size_t inputs() const override { return m_layers.front().inputs - (m_takesNoise ? 1 : 0); }

  std::vector<double> logProbabilities(std::span<const double> x, const weft_coefficients& c) const override {
    auto logits = evaluate(x, c).back();
    normalise(logits);
    return logits;
  }

  void gradient(std::span<const double> x, const weft_coefficients& c, size_t label,
                std::span<double> out) const override {
    const auto values = evaluate(x, c);
    auto slope = values.back();
    normalise(slope);
    for (double& s : slope) s = -std::exp(s);
    slope[label] += 1;
    for (size_t i = m_layers.size(); i-- > 0;) {
      slope = m_layers[i].backward(slope);
      if (i == 0) break;
      for (size_t j = 0; j < slope.size(); ++j) slope[j] *= m_activation.slope(values[i - 1][j]);
    }
    std::copy_n(slope.begin(), out.size(), out.begin());
  }

 private:
  // What each layer answers, before its activation.
  std::vector<std::vector<double>> evaluate(std::span<const double> x, const weft_coefficients& c) const {
    std::vector<double> at(x.begin(), x.end());
    if (m_takesNoise) at.push_back(std::clamp(std::log(c.a / c.b), -10.0, 10.0));
    std::vector<std::vector<double>> values;
    for (const Layer& layer : m_layers) {
      if (!values.empty()) std::ranges::transform(values.back(), at.begin(), m_activation.value);
      values.push_back(layer.forward(at));
      at.resize(layer.outputs);
    }
    return values;
  }

  std::vector<Layer> m_layers;
  Activation m_activation;
  bool m_takesNoise;
};

class LayerFile {
 public:
  explicit LayerFile(const std::filesystem::path& path) : m_file(open(path)) {}

  std::vector<Layer> layers() const {
    std::map<int, Layer> byNumber;
    for (const auto& info : m_file.tensors()) {
      const bool isWeight = info.name.ends_with("weight");
      if (!isWeight && !info.name.ends_with("bias")) continue;
      if (info.shape.size() != (isWeight ? 2U : 1U)) fail("\"" + info.name + "\" is not of a linear layer");
      Layer& layer = byNumber[numberIn(info.name)];
      if (isWeight) {
        layer.outputs = size_t(info.shape[0]);
        layer.inputs = size_t(info.shape[1]);
      }
      auto& numbers = isWeight ? layer.weight : layer.bias;
      if (!numbers.empty()) fail("there are two layers with the number of \"" + info.name + "\"");
      numbers = read(info);
    }
    std::vector<Layer> layers;
    for (auto& [number, layer] : byNumber) {
      const auto name = "layer " + std::to_string(number);
      if (layer.weight.empty()) fail(name + " has no weight");
      if (layer.bias.empty()) layer.bias.assign(layer.outputs, 0.0);
      if (layer.bias.size() != layer.outputs) fail("the bias of " + name + " is not as long as its outputs");
      if (!layers.empty() && layers.back().outputs != layer.inputs)
        fail(name + " takes " + std::to_string(layer.inputs) + " numbers, but the one before gives " +
             std::to_string(layers.back().outputs));
      layers.push_back(std::move(layer));
    }
    if (layers.empty()) fail("there are no layers (\"0.weight\", \"0.bias\" ...)");
    return layers;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Failure(m_file.path().string() + ": " + what, WEFT_ERROR_BAD_FILE);
  }

 private:
  static weights::SafetensorsFile open(const std::filesystem::path& path) {
    auto file = weights::SafetensorsFile::open(path);
    if (!file) throw Failure(file.error().message, WEFT_ERROR_BAD_FILE);
    return *std::move(file);
  }
  // The last number between the dots of a name.
  int numberIn(const std::string& name) const {
    std::optional<int> found;
    for (size_t begin = 0; begin < name.size();) {
      const size_t end = std::min(name.find('.', begin), name.size());
      int number = 0;
      const auto parsed = std::from_chars(name.data() + begin, name.data() + end, number);
      if (parsed.ec == std::errc() && parsed.ptr == name.data() + end) found = number;
      begin = end + 1;
    }
    if (!found) fail("\"" + name + "\" has no number, which would say where the layer stands");
    return *found;
  }
  std::vector<double> read(const weights::TensorInfo& info) const {
    std::vector<double> numbers;
    const auto take = [&]<class T>(T) {
      std::vector<T> raw(info.bytes() / sizeof(T));
      if (auto done = m_file.read(info, raw.data()); !done) fail(done.error().message);
      numbers.assign(raw.begin(), raw.end());
    };
    if (info.dtype == "F32")
      take(float{});
    else if (info.dtype == "F64")
      take(double{});
    else
      fail("\"" + info.name + "\" is of " + info.dtype + "; wanted F32 or F64");
    if (!std::ranges::all_of(numbers, [](double x) { return std::isfinite(x); }))
      fail("\"" + info.name + "\" has numbers that are not finite");
    return numbers;
  }

  weights::SafetensorsFile m_file;
};

}  // namespace

std::shared_ptr<const Classifier> mixtureClassifier(std::vector<std::vector<double>> means, std::vector<double> weights,
                                                    double deviation) {
  if (means.empty() || means.front().empty()) throw Failure("a classifier needs means of at least one Gaussian");
  for (const auto& mean : means)
    if (mean.size() != means.front().size()) throw Failure("the means of the classifier differ in length");
  if (weights.empty()) weights.assign(means.size(), 1.0);
  if (weights.size() != means.size())
    throw Failure("there are " + std::to_string(weights.size()) + " weights for " + std::to_string(means.size()) +
                  " means");
  if (!std::ranges::all_of(weights, [](double w) { return w > 0; }))
    throw Failure("the weights of the classifier must be above 0");
  if (!(deviation >= 0)) throw Failure("the deviation of the classifier must not be below 0");
  return std::make_shared<Mixture>(std::move(means), std::move(weights), deviation);
}

std::shared_ptr<const Classifier> perceptronClassifier(const std::filesystem::path& file, std::string_view activation,
                                                       bool takesNoise) {
  const Activation between = activationNamed(activation);
  const LayerFile source(file);
  auto layers = source.layers();
  if (layers.front().inputs < (takesNoise ? 2U : 1U) || layers.back().outputs < 2)
    source.fail("a classifier has inputs and at least two classes");
  return std::make_shared<Perceptron>(std::move(layers), between, takesNoise);
}

}  // namespace weft::guidance
