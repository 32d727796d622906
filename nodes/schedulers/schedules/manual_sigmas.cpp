#include "manual_sigmas.h"

#include <weft/sdk/numbers.h>

#include "sampling/schedules/trained_steps.h"

namespace weft::schedulers {
namespace {

sampling::Times parsed(std::string_view text, bool areSteps) {
  sampling::Times numbers;
  for (const auto& row : numberRows(text)) numbers.insert(numbers.end(), row.begin(), row.end());
  if (numbers.size() < (areSteps ? 1 : 2))
    throw Failure(areSteps ? "there are no steps" : "a schedule has at least two times");
  const bool rises = !areSteps && numbers[1] > numbers[0];
  for (size_t i = 0; i < numbers.size(); ++i) {
    const std::string at = "number " + std::to_string(i + 1) + " is " + sampling::inWords(numbers[i]);
    if (numbers[i] < 0) throw Failure(at + "; times and steps are not negative");
    if (i > 0 && !(rises ? numbers[i] > numbers[i - 1] : numbers[i] < numbers[i - 1]))
      throw Failure(at + ", which is not " + (rises ? "above" : "below") + " the one before");
  }
  return numbers;
}

}  // namespace

void ManualSigmas::infer(Infer& question) {
  if (!question.knows(values) || !question.knows(unit)) return;
  const bool areSteps = question[unit] == "step";
  sampling::Times numbers;
  try {
    numbers = parsed(question[values], areSteps);
  } catch (const Failure& failure) {
    question.fail(values, failure.what());
  }
  question.setType(sigmas, typeText("sigmas", {int64_t(numbers.size()) + (areSteps ? 1 : 0)}));
}

void ManualSigmas::process(Call& call) {
  const bool areSteps = call[unit] == "step";
  sampling::Times times = parsed(call[values], areSteps);
  if (areSteps) {
    if (!call.has(model)) throw Failure("the numbers are steps of a model; link it");
    const sampling::TrainedSteps trained(call[model].info());
    if (times.front() > double(trained.count() - 1))
      throw Failure("step " + sampling::inWords(times.front()) + " is beyond the model's last, which is " +
                    std::to_string(trained.count() - 1));
    for (double& time : times) time = trained.timeOf(time);
    times.push_back(0);
  }
  call.set(sigmas, sampling::valueOfTimes(times));
}

}  // namespace weft::schedulers
