// A denoiser of functions, for tests that see the SDK alone. Its x0 of a conditioning is whatever a function says.
#pragma once

#include <weft/sdk.h>

#include <functional>
#include <vector>

namespace weft::test {

using Numbers = std::vector<double>;

// What it was asked for.
struct Asked {
  int begun = 0, predictions = 0;
  int rows = 0;  // predictions times conditionings
  std::vector<std::vector<int64_t>> shapes;
};

struct DenoiserFunctions {
  int32_t process = WEFT_PROCESS_RECTIFIED_FLOW;
  int32_t predicts = WEFT_PREDICTS_FLOW;
  // x0 of x_t under a conditioning, which may be empty; `shape` is that of x.
  std::function<Numbers(const Numbers& x, double t, const Value& conditioning, const std::vector<int64_t>& shape)> x0;
  // A cotangent times dx0/dx_t; none: it has no gradient.
  std::function<Numbers(const Numbers& x, double t, const Value& conditioning, const Numbers& cotangent)> gradient;
  Value states;  // where they are asked for
  uint32_t channels = 2;
};

inline weft_coefficients processAt(int32_t process, double t) {
  if (process == WEFT_PROCESS_RECTIFIED_FLOW) return {1 - t, t, -1, 1};
  if (process == WEFT_PROCESS_VARIANCE_EXPLODING) return {1, t, 0, 1};
  const double length = std::sqrt(1 + t * t);
  return {1 / length, t / length, -t / length / length / length, 1 / length / length / length};
}

template <class T = double>
Tensor tensorOf(const std::vector<int64_t>& shape, const Numbers& numbers) {
  auto tensor = MutableTensor::make<T>(std::span(shape));
  tensor.assign(numbers);
  return std::move(tensor).publish();
}

class FunctionRun : public DenoiserRunObject {
 public:
  FunctionRun(const DenoiserFunctions& functions, Asked* asked, const weft_denoiser_request& request)
      : m_functions(functions), m_asked(asked), m_shape(request.shape, request.shape + request.dimensions) {
    for (size_t i = 0; i < request.conditioning_count; ++i)
      m_conditionings.push_back(Value::borrow(request.conditionings[i]));
    if (m_conditionings.empty()) m_conditionings.emplace_back();
    ++m_asked->begun;
    m_asked->shapes.push_back(m_shape);
  }
  Value predict(const Value& x, double t, uint32_t wanted) override {
    ++m_asked->predictions;
    m_asked->rows += int(m_conditionings.size());
    const Tensor tensor(x);
    if (!std::ranges::equal(tensor.shape(), m_shape)) throw Failure("x is not of the shape that was requested");
    std::vector<Value> branches;
    for (const Value& conditioning : m_conditionings) {
      auto out = MutableTensor::like(tensor);
      out.assign(m_functions.x0(tensor.copyAs<double>(), t, conditioning, m_shape));
      branches.push_back(std::move(out).publish());
    }
    std::vector<std::pair<std::string, Value>> items = {{"x0", branches.front()}};
    if (wanted & WEFT_WANT_BRANCHES) items.emplace_back("branches", Value::list(branches));
    if ((wanted & WEFT_WANT_STATES) && m_functions.states) items.emplace_back("states", m_functions.states);
    return Value::record(items);
  }
  bool hasGradient() const override { return bool(m_functions.gradient); }
  Value gradient(const Value& x, double t, const Value& cotangent) override {
    const Tensor tensor(x);
    auto out = MutableTensor::like(tensor);
    out.assign(
        m_functions.gradient(tensor.copyAs<double>(), t, m_conditionings.front(), Tensor(cotangent).copyAs<double>()));
    return std::move(out).publish();
  }

 private:
  const DenoiserFunctions& m_functions;
  Asked* m_asked;
  std::vector<int64_t> m_shape;
  std::vector<Value> m_conditionings;
};

class FunctionDenoiser : public DenoiserObject {
 public:
  FunctionDenoiser(DenoiserFunctions functions, Asked* asked) : m_functions(std::move(functions)), m_asked(asked) {}
  void describe(weft_denoiser_info& info) const override {
    info.predicts = m_functions.predicts;
    info.process = m_functions.process;
    info.channels = m_functions.channels;
    info.t_maximum = m_functions.process == WEFT_PROCESS_RECTIFIED_FLOW ? 1 : 100;
    info.latent_space = "test";
  }
  weft_coefficients coefficients(double t) const override { return processAt(m_functions.process, t); }
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    return std::make_unique<FunctionRun>(m_functions, m_asked, request);
  }

 private:
  const DenoiserFunctions m_functions;
  Asked* const m_asked;
};

// `asked` outlives it.
inline DenoiserRef functionDenoiser(DenoiserFunctions functions, Asked* asked) {
  return DenoiserRef(makeObject("denoiser", std::make_unique<FunctionDenoiser>(std::move(functions), asked)));
}

// A run of a denoiser, begun with these conditionings and times.
inline DenoiserRunRef beginRun(const DenoiserRef& denoiser, const std::vector<int64_t>& shape,
                               const std::vector<Value>& conditionings = {Value()}, const Numbers& sigmas = {}) {
  std::vector<const weft_value*> pointers;
  for (const Value& conditioning : conditionings) pointers.push_back(conditioning.get());
  Value times;
  if (!sigmas.empty()) times = tensorOf({int64_t(sigmas.size())}, sigmas);
  weft_denoiser_request request{};
  request.struct_size = sizeof(request);
  request.dimensions = int32_t(shape.size());
  request.shape = shape.data();
  request.sigmas = times.get();
  request.conditionings = pointers.data();
  request.conditioning_count = pointers.size();
  request.device = {WEFT_DEVICE_CPU, 0};
  request.threads = 1;
  return denoiser.begin(request);
}

inline Numbers numbersOf(const Value& tensor) { return Tensor(tensor).copyAs<double>(); }

// The largest difference, relative to the largest of the expected numbers, or to 1 where that is above them.
inline double difference(const Numbers& found, const Numbers& expected) {
  if (found.size() != expected.size()) return 1e300;
  double worst = 0, largest = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    if (!(std::abs(found[i] - expected[i]) <= worst)) worst = std::abs(found[i] - expected[i]);
    largest = std::max(largest, std::abs(expected[i]));
  }
  return worst / std::max(largest, 1.0);
}

// The message of the Failure that it throws; "no failure" where it throws none.
template <class Body>
std::string failureOf(Body&& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return failure.what();
  }
  return "no failure";
}

}  // namespace weft::test
