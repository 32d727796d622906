#include "reference_networks.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <vector>

#include <weft/sdk.h>

#include "sdk_host.h"
#include "weights/safetensors.h"

namespace weft::test {
namespace {

struct Weights {
  std::map<std::string, std::vector<double>> tensors;
  std::vector<double> stepTimes;  // sigma of each trained step of "vp"

  Weights() {
    const auto path = std::filesystem::path(WEFT_SOURCE_DIR) / "tests/data/sampling/networks.safetensors";
    const auto file = weights::SafetensorsFile::open(path);
    if (!file) throw std::runtime_error(file.error().message);
    for (const auto& info : file->tensors()) {
      auto& numbers = tensors[info.name];
      numbers.resize(info.bytes() / sizeof(double));
      if (auto read = file->read(info, numbers.data()); !read) throw std::runtime_error(read.error().message);
    }
    for (const double alpha : tensors.at("vp.alphas_cumprod")) stepTimes.push_back(std::sqrt((1 - alpha) / alpha));
  }
  static const Weights& all() {
    static const Weights weights;
    return weights;
  }
};

// The networks, computing in T.
template <class T>
class Network {
 public:
  using Numbers = std::vector<T>;

  Network(std::string name, size_t channels, size_t side)
      : m_name(std::move(name)), m_channels(channels), m_side(side) {
    for (const auto& [key, tensor] : Weights::all().tensors) m_weights[key] = Numbers(tensor.begin(), tensor.end());
  }

  // x: a batch of any size.
  Numbers operator()(const Numbers& x, double tau, double condition) const {
    Numbers features;
    for (const double frequency : {1, 2, 4, 8})
      for (const double feature : {std::sin(tau / 1000 * frequency), std::cos(tau / 1000 * frequency)})
        features.push_back(T(feature));
    features.push_back(T(condition));
    const size_t size = m_channels * m_side * m_side;
    Numbers out;
    for (size_t begin = 0; begin < x.size(); begin += size) {
      const Numbers item(x.begin() + ptrdiff_t(begin), x.begin() + ptrdiff_t(begin + size));
      const Numbers answer = m_name == "mlp" ? mlp(item, features) : unet(item, features);
      for (size_t i = 0; i < size; ++i) out.push_back(answer[i] + T(0.5) * item[i]);
    }
    return out;
  }

 private:
  const Numbers& weight(const std::string& key) const { return m_weights.at(m_name + "." + key); }

  static Numbers silu(Numbers numbers) {
    for (T& v : numbers) v = v / (1 + std::exp(-v));
    return numbers;
  }
  static Numbers linear(const Numbers& x, const Numbers& matrix, size_t outputs) {
    Numbers out(outputs);
    for (size_t o = 0; o < outputs; ++o)
      for (size_t i = 0; i < x.size(); ++i) out[o] += matrix[o * x.size() + i] * x[i];
    return out;
  }
  static Numbers sum(Numbers a, const Numbers& b) {
    for (size_t i = 0; i < a.size(); ++i) a[i] += b[i];
    return a;
  }

  Numbers mlp(Numbers h, const Numbers& features) const {
    h.insert(h.end(), features.begin(), features.end());
    for (const std::string layer : {"0", "1", "2"}) {
      const Numbers& bias = weight(layer + ".bias");
      h = sum(linear(h, weight(layer + ".weight"), bias.size()), bias);
      if (layer != "2") h = silu(std::move(h));
    }
    return h;
  }

  // 3x3 with a border of zeros, from pictures of side x side; every `stride`th place.
  Numbers conv(const std::string& name, const Numbers& x, size_t side, size_t stride = 1) const {
    const Numbers &kernel = weight(name + ".weight"), &bias = weight(name + ".bias");
    const size_t inputs = x.size() / (side * side), outSide = side / stride;
    Numbers out;
    for (size_t o = 0; o < bias.size(); ++o)
      for (size_t row = 0; row < outSide; ++row)
        for (size_t column = 0; column < outSide; ++column) {
          T value = bias[o];
          for (size_t i = 0; i < inputs; ++i)
            for (size_t k = 0; k < 9; ++k) {
              const size_t r = row * stride + k / 3 - 1, c = column * stride + k % 3 - 1;  // wraps above `side`
              if (r < side && c < side) value += kernel[(o * inputs + i) * 9 + k] * x[(i * side + r) * side + c];
            }
          out.push_back(value);
        }
    return out;
  }
  Numbers atTime(const std::string& name, Numbers h, const Numbers& features) const {
    const Numbers& matrix = weight(name + ".time");
    const Numbers shift = linear(features, matrix, matrix.size() / features.size());
    for (size_t i = 0; i < h.size(); ++i) h[i] += shift[i / (h.size() / shift.size())];
    return h;
  }
  Numbers unet(const Numbers& x, const Numbers& features) const {
    const size_t half = m_side / 2;
    const Numbers first = silu(atTime("in", conv("in", x, m_side), features));
    const Numbers down = silu(atTime("down", conv("down", first, m_side, 2), features));
    const Numbers middle = silu(conv("middle", down, half));
    Numbers wide;
    for (size_t i = 0; i < middle.size() * 4; ++i) {
      const size_t channel = i / (m_side * m_side), row = i / m_side % m_side, column = i % m_side;
      wide.push_back(middle[(channel * half + row / 2) * half + column / 2]);
    }
    return conv("out", silu(sum(conv("up", wide, m_side), first)), m_side);
  }

  std::string m_name;
  size_t m_channels, m_side;
  std::map<std::string, Numbers> m_weights;
};

struct Setting {
  ReferenceModel model;
  size_t channels, side;
  int32_t process, predicts;

  weft_coefficients at(double t) const {
    if (process == WEFT_PROCESS_RECTIFIED_FLOW) return {1 - t, t, -1, 1};
    if (process == WEFT_PROCESS_VARIANCE_EXPLODING) return {1, t, 0, 1};
    if (std::isinf(t)) return {0, 1, 0, 0};
    const double a = 1 / std::sqrt(1 + t * t);
    return {a, t * a, -t * a * a * a, a * a * a};
  }
  double tau(double t) const {
    if (process == WEFT_PROCESS_RECTIFIED_FLOW) return 1000 * t;
    if (process == WEFT_PROCESS_VARIANCE_EXPLODING) return 500 + 250 * std::log(t);
    const auto& times = Weights::all().stepTimes;
    const double wanted = std::clamp(t, times.front(), times.back());
    const auto above = std::clamp(std::ranges::lower_bound(times, wanted), times.begin() + 1, times.end() - 1);
    const double low = std::log(*(above - 1)), high = std::log(*above);
    return double(above - times.begin() - 1) + (std::log(wanted) - low) / (high - low);
  }
};

template <class T>
class Answers {
 public:
  explicit Answers(const Setting& setting)
      : m_setting(setting), m_network(setting.model.network, setting.channels, setting.side) {}

  std::vector<Tensor> x0(const Tensor& x, double t) const {  // guided, and without condition
    const auto free = answer(x, t, 0);
    auto guided = free;
    if (m_setting.model.guidance) {
      const auto bound = answer(x, t, 1);
      for (size_t i = 0; i < free.size(); ++i) guided[i] += T(*m_setting.model.guidance) * (bound[i] - free[i]);
    }
    return {tensorOf(x, guided), tensorOf(x, free)};
  }

 private:
  static Tensor tensorOf(const Tensor& like, const std::vector<T>& numbers) {
    auto out = MutableTensor::make<T>(like.shape());
    std::ranges::copy(numbers, out.template data<T>().begin());
    return std::move(out).publish();
  }
  std::vector<T> answer(const Tensor& x, double t, double condition) const {
    const auto c = m_setting.at(t);
    auto seen = x.copy<T>();
    if (m_setting.process == WEFT_PROCESS_VARIANCE_EXPLODING)
      for (T& v : seen) v /= T(std::sqrt(1 + t * t));
    auto f = m_network(seen, m_setting.tau(t), condition);
    const auto in = x.copy<T>();
    const double length = std::hypot(c.a, c.b);
    for (size_t i = 0; i < f.size(); ++i) {
      if (m_setting.predicts == WEFT_PREDICTS_EPSILON) f[i] = (in[i] - T(c.b) * f[i]) / T(c.a);
      if (m_setting.predicts == WEFT_PREDICTS_FLOW) f[i] = in[i] - T(t) * f[i];
      if (m_setting.predicts == WEFT_PREDICTS_V) f[i] = (T(c.a / length) * in[i] - T(c.b) * f[i]) / T(length);
    }
    return f;
  }

  Setting m_setting;
  Network<T> m_network;
};

class Run : public DenoiserRunObject {
 public:
  explicit Run(const Setting& setting) : m_narrow(setting), m_wide(setting) {}
  Value predict(const Value& x, double t, uint32_t wanted) override {
    const Tensor tensor(x);
    const auto x0 = tensor.is<double>() ? m_wide.x0(tensor, t) : m_narrow.x0(tensor, t);
    std::vector<std::pair<std::string, Value>> items = {{"x0", x0[0]}};
    if (wanted & WEFT_WANT_UNCONDITIONAL) items.emplace_back("unconditional", x0[1]);
    return Value::record(items);
  }

 private:
  Answers<float> m_narrow;
  Answers<double> m_wide;
};

class ReferenceDenoiser : public DenoiserObject {
 public:
  explicit ReferenceDenoiser(Setting setting) : m_setting(std::move(setting)) {}
  void describe(weft_denoiser_info& info) const override {
    info.predicts = m_setting.predicts;
    info.process = m_setting.process;
    info.channels = uint32_t(m_setting.channels);
    info.width = info.height = uint32_t(m_setting.side);
    info.t_minimum = 0;
    info.t_maximum = m_setting.process == WEFT_PROCESS_RECTIFIED_FLOW ? 1 : INFINITY;
    info.latent_space = "test";
    if (m_setting.process != WEFT_PROCESS_VARIANCE_PRESERVING || info.struct_size < sizeof(info)) return;
    info.step_times = Weights::all().stepTimes.data();
    info.step_count = Weights::all().stepTimes.size();
  }
  weft_coefficients coefficients(double t) const override { return m_setting.at(t); }
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request&) override {
    return std::make_unique<Run>(m_setting);
  }

 private:
  Setting m_setting;
};

int32_t named(const std::map<std::string, int32_t>& names, const std::string& name) {
  const auto found = names.find(name);
  if (found == names.end()) throw std::out_of_range("no such thing in the reference networks: " + name);
  return found->second;
}

}  // namespace

const weft_value* makeReferenceDenoiser(const ReferenceModel& model) {
  connectSdk();
  Setting setting;
  setting.model = model;
  setting.channels = size_t(named({{"mlp", 2}, {"unet", 3}}, model.network));
  setting.side = setting.channels + 1;
  setting.process = named({{"vp", WEFT_PROCESS_VARIANCE_PRESERVING},
                           {"ve", WEFT_PROCESS_VARIANCE_EXPLODING},
                           {"flow", WEFT_PROCESS_RECTIFIED_FLOW}},
                          model.process);
  setting.predicts = named({{"epsilon", WEFT_PREDICTS_EPSILON},
                            {"v_prediction", WEFT_PREDICTS_V},
                            {"sample", WEFT_PREDICTS_X0},
                            {"flow", WEFT_PREDICTS_FLOW}},
                           model.prediction);
  return makeObject("denoiser", std::make_unique<ReferenceDenoiser>(std::move(setting))).release();
}

}  // namespace weft::test
