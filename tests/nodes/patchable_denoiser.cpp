#include "patchable_denoiser.h"

#include <stdexcept>

#include "function_denoiser.h"
#include "sdk_host.h"

namespace weft::test {
namespace {

Asked unseen;

DenoiserFunctions plus(double extra) {
  DenoiserFunctions functions;
  functions.x0 = [extra](const Numbers& x, double, const Value& conditioning, const std::vector<int64_t>&) {
    Numbers x0;
    for (const double number : x) x0.push_back(number / 2 + extra + (conditioning ? conditioning.asNumber() : -1));
    return x0;
  };
  functions.gradient = [](const Numbers&, double, const Value&, const Numbers& cotangent) {
    Numbers out = cotangent;
    for (double& number : out) number /= 2;
    return out;
  };
  return functions;
}

class PatchableDenoiser : public Patchable<FunctionDenoiser> {
 public:
  explicit PatchableDenoiser(double extra) : Patchable(plus(extra), &unseen), m_extra(extra) {}
  const char* patchKind(size_t index) const override {
    static constexpr const char* kinds[] = {"attention-perturbation", "skipped-layers"};
    return index < 2 ? kinds[index] : nullptr;
  }
  Value patch(std::string_view kind, const Value& record) const override {
    double extra = m_extra;
    for (const Value& layer : record.item("layers").items()) {
      if (layer.asInteger() > 3) throw Failure("there are four layers");
      if (kind == "skipped-layers")
        extra += 10 + double(layer.asInteger());
      else if (record.item("perturbation").asString() == "identity")
        extra += 100;
      else
        extra += std::min(record.item("blur_sigma").asNumber(), 1000.0);
    }
    return makeObject("denoiser", std::make_unique<PatchableDenoiser>(extra));
  }

 private:
  const double m_extra;
};

}  // namespace

const weft_value* makePatchableDenoiser() {
  connectSdk();
  return makeObject("denoiser", std::make_unique<PatchableDenoiser>(0)).release();
}

std::vector<double> x0Of(const weft_value* denoiser, const weft_value* conditioning, const std::vector<double>& x,
                         double t) {
  try {
    const std::vector<int64_t> shape{1, 2, 1, 2};
    const DenoiserRef denoises(Value::borrow(denoiser));
    const auto run = beginRun(denoises, shape, {Value::borrow(conditioning)}, scheduleOfTests);
    return numbersOf(run.predict(tensorOf(shape, x), t).item("x0"));
  } catch (const Failure& failure) {
    throw std::runtime_error(failure.what());
  }
}

}  // namespace weft::test
