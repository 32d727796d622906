// Guidance rules: to write one is to say what becomes of an estimate with condition and one without.
//
//   class MyRun : public weft::GuidanceRun {
//     using GuidanceRun::GuidanceRun;
//     weft::Value guide(const weft::Value& with, const weft::Value& without) override;
//   };
// and a WrappedDenoiser (wrapped_denoiser.h) whose begin() makes a MyRun(inner(), request, negative).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <weft/sdk/wrapped_denoiser.h>

namespace weft {
inline namespace sdk {

// One sampling with guidance. The inner denoiser evaluates all conditionings of the request, and the negative one,
// in one call. An empty negative stands for the model's own "without condition".
class GuidanceRun : public DenoiserRunObject {
 public:
  GuidanceRun(const DenoiserRef& denoiser, const weft_denoiser_request& request, const Value& negative) {
    std::vector<const weft_value*> conditionings(request.conditionings,
                                                 request.conditionings + request.conditioning_count);
    if (conditionings.empty()) conditionings.push_back(nullptr);
    m_guided = conditionings.size();
    conditionings.push_back(negative.get());
    weft_denoiser_request all = request;
    all.conditionings = conditionings.data();
    all.conditioning_count = conditionings.size();
    m_inner = denoiser.begin(all);
  }

  // Both are estimates of x0, of one shape.
  virtual Value guide(const Value& with, const Value& without) = 0;

  Value predict(const Value& x, double t, uint32_t wanted) override {
    const Value prediction = m_inner.predict(x, t, WEFT_WANT_BRANCHES | (wanted & WEFT_WANT_STATES));
    const Value branches = prediction.item("branches");
    const size_t answered = branches ? branches.size() : 0;
    if (answered != m_guided + 1)
      throw Failure("the denoiser answered with " + std::to_string(answered) + " branches instead of " +
                        std::to_string(m_guided + 1),
                    WEFT_ERROR_INTERNAL);
    const Value without = branches.item(m_guided);
    const size_t count = (wanted & WEFT_WANT_BRANCHES) ? m_guided : 1;
    std::vector<Value> guided;
    for (size_t i = 0; i < count; ++i) guided.push_back(guide(branches.item(i), without));

    std::vector<std::pair<std::string, Value>> answer{{"x0", guided.front()}};
    if (wanted & WEFT_WANT_BRANCHES) answer.emplace_back("branches", Value::list(guided));
    if (wanted & WEFT_WANT_UNCONDITIONAL) answer.emplace_back("unconditional", without);
    if (const Value states = prediction.item("states")) answer.emplace_back("states", states);
    return Value::record(answer);
  }

 private:
  DenoiserRunRef m_inner;
  size_t m_guided = 0;  // conditionings, without the negative one
};

}  // namespace sdk
}  // namespace weft
