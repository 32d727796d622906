// A schedule from outside: times along a logistic curve, which lingers at both ends and hurries through the middle.
//
// With u from 0 to 1 and steepness k:   t(u) = last + (first - last) (1 + tanh(k/2 (1 - 2u)) / tanh(k/2)) / 2
// At both ends steps are about e^k / 4 times shorter than in the middle: so the same curve serves a flow from 1 to 0,
// and sigmas that are to fall from large values through all magnitudes.
#include <cmath>
#include <cstdint>
#include <span>
#include <string>

#include <weft/sdk.h>

struct Logistic : weft::Node<Logistic> {
  static constexpr weft::About about{
      "Logistic schedule", "Sampling",
      "The times that sampling passes through, along a logistic curve: short steps at both ends, where a picture is "
      "laid out and where its detail appears, and long ones between them.",
      "schedule sigmas timesteps sigmoid"};
  static constexpr weft::Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};
  static constexpr auto steps =
      weft::param("steps", 30, weft::range(1, 10000), weft::slider(1, 100), weft::unit("steps"), "How many steps");
  static constexpr auto steepness =
      weft::param("steepness", 4.0, weft::range(0.01, 20), weft::slider(1, 12),
                  "How much shorter the steps at the ends are: near 0 all are alike, at 20 they span 9 magnitudes");
  static constexpr auto first = weft::param("first", 1.0, weft::range(1e-6, 1e6),
                                            "The time that sampling starts from: 1 for a rectified flow, the greatest "
                                            "sigma for a variance-exploding process");
  static constexpr auto last = weft::param("last", 0.0, weft::range(0, 1e6),
                                           "The time that it ends at; below first, and 0 to end without noise");
  static constexpr auto sigmas =
      weft::output<weft::Sigmas>("sigmas", "[steps + 1], float64, falling from exactly first to exactly last");
  static constexpr auto ports = weft::ports(steps, steepness, first, last, sigmas);

  static std::string refusalOf(double from, double to) {
    if (to < from) return {};
    return "last is " + std::to_string(to) + "; it must be below first, which is " + std::to_string(from) +
           ", since time falls while sampling";
  }

  static void infer(weft::Infer& question) {
    if (question.knows(first) && question.knows(last)) {
      if (const std::string refusal = refusalOf(question[first], question[last]); !refusal.empty())
        question.fail(last, refusal);
    }
    if (question.knows(steps)) question.setType(sigmas, weft::typeText("sigmas", {question[steps] + 1}));
  }

  void process(weft::Call& call) {
    const int64_t count = call[steps];
    const double half = call[steepness] / 2, from = call[first], to = call[last];
    if (const std::string refusal = refusalOf(from, to); !refusal.empty()) throw weft::Failure(refusal);
    auto tensor = weft::MutableTensor::make<double>({count + 1});
    const std::span<double> times = tensor.data<double>();
    for (int64_t i = 0; i <= count; ++i) {
      const double place = 1 - 2 * static_cast<double>(i) / static_cast<double>(count);
      const double share = (1 + std::tanh(half * place) / std::tanh(half)) / 2;
      times[static_cast<size_t>(i)] = to + (from - to) * share;
    }
    times.front() = from;  // the sum may round to a neighbour
    call.set(sigmas, std::move(tensor));
  }
};

WEFT_PLUGIN("org.example.schedule", "1.0.0", Logistic)
