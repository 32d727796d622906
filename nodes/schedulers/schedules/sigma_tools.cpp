#include "sigma_tools.h"

#include <algorithm>
#include <cmath>

#include "diffusion/flow_shift.h"
#include "sampling/schedules/times_value.h"
#include "sampling/schedules/tools.h"

namespace weft::schedulers {
namespace {

using sampling::Times;
using sampling::timesOf;
using sampling::valueOfTimes;

// Of a tool that changes times and not their number.
template <class Node>
void inferSame(Infer& question) {
  question.setType(Node::changed, typeText("sigmas", {question.inputShape(Node::sigmas, 1)[0]}));
}

// The length of a schedule, -1 where it is not known.
template <class Node>
int64_t lengthOf(const Infer& question) {
  return question.inputShape(Node::sigmas, 1)[0];
}

Times nonEmpty(Times times) {
  if (times.empty()) throw Failure("the schedule is empty");
  return times;
}

}  // namespace

void JoinSigmas::process(Call& call) {
  std::vector<Times> parts;
  for (const Tensor& part : call.all(sigmas)) parts.push_back(timesOf(part));
  if (parts.empty()) throw Failure("no schedule is linked");
  call.set(joined, valueOfTimes(sampling::joined(parts)));
}

void SplitSigmas::infer(Infer& question) {
  const int64_t length = lengthOf<SplitSigmas>(question);
  if (length < 1 || !question.knows(step)) return;
  if (question[step] >= length)
    question.fail(step, "step is " + std::to_string(question[step]) + "; the schedule has " +
                            std::to_string(length - 1) + " steps");
  question.setType(high_sigmas, typeText("sigmas", {question[step] + 1}));
  question.setType(low_sigmas, typeText("sigmas", {length - question[step]}));
}

void SplitSigmas::process(Call& call) {
  const auto [high, low] = sampling::splitAt(timesOf(call[sigmas]), call[step]);
  call.set(high_sigmas, valueOfTimes(high));
  call.set(low_sigmas, valueOfTimes(low));
}

void SplitSigmasDenoise::process(Call& call) {
  const Times times = nonEmpty(timesOf(call[sigmas]));
  const auto steps = int64_t(times.size()) - 1;
  const auto kept = int64_t(std::nearbyint(double(steps) * call[denoise]));  // halves to even, as ComfyUI rounds
  const auto [high, low] = sampling::splitAt(times, steps - kept);
  call.set(high_sigmas, valueOfTimes(high));
  call.set(low_sigmas, valueOfTimes(low));
}

void CutSigmas::infer(Infer& question) {
  if (question.knows(start_step) && question.knows(end_step) && question[start_step] >= question[end_step])
    question.fail(start_step, "start_step is " + std::to_string(question[start_step]) +
                                  "; it must be below end_step, which is " + std::to_string(question[end_step]));
}

void CutSigmas::process(Call& call) {
  const Times times = nonEmpty(timesOf(call[sigmas]));
  const auto last = int64_t(times.size()) - 1;
  const int64_t from = call[start_step], to = std::min<int64_t>(call[end_step], last);
  if (from >= to)
    throw Failure("start_step is " + std::to_string(from) + "; it must be below " + std::to_string(to) +
                  ", where the schedule ends or end_step lies");
  Times cut(times.begin() + from, times.begin() + to + 1);
  if (call[force_full_denoise]) cut.back() = 0;
  call.set(changed, valueOfTimes(cut));
}

void FlipSigmas::infer(Infer& question) { inferSame<FlipSigmas>(question); }

void FlipSigmas::process(Call& call) {
  Times times = nonEmpty(timesOf(call[sigmas]));
  std::reverse(times.begin(), times.end());
  if (times.front() == 0) times.front() = call[least];
  if (times.size() > 1 && !(times[0] < times[1]))
    throw Failure("least is " + sampling::inWords(times[0]) + "; it must be below the next time, which is " +
                  sampling::inWords(times[1]));
  call.set(changed, valueOfTimes(times));
}

void ShiftSigmas::infer(Infer& question) { inferSame<ShiftSigmas>(question); }

void ShiftSigmas::process(Call& call) {
  Times times = timesOf(call[sigmas]);
  for (double& time : times) {
    if (!(time >= 0 && time <= 1))
      throw Failure("the schedule has the time " + sampling::inWords(time) + "; times of a flow go from 0 to 1");
    if (time < 1) time = diffusion::shiftTime(time, call[shift]);  // the quotient may round to a neighbour of 1
  }
  call.set(changed, valueOfTimes(times));
}

void SetFirstSigma::infer(Infer& question) { inferSame<SetFirstSigma>(question); }

void SetFirstSigma::process(Call& call) {
  Times times = nonEmpty(timesOf(call[sigmas]));
  times.front() = call[sigma];
  if (times.size() > 1 && !(times[0] > times[1]))
    throw Failure("sigma is " + sampling::inWords(times[0]) + "; it must be above the second time, which is " +
                  sampling::inWords(times[1]));
  call.set(changed, valueOfTimes(times));
}

void ExtendSigmas::process(Call& call) {
  const double from = call[start_at_sigma] < 0 ? HUGE_VAL : call[start_at_sigma];
  if (!(call[end_at_sigma] <= from))
    throw Failure("end_at_sigma is " + sampling::inWords(call[end_at_sigma]) +
                  "; it must not be above start_at_sigma, which is " + sampling::inWords(from));
  const Times times = timesOf(call[sigmas]);
  if (!times.empty() && std::isinf(times.front()) && call[steps] > 1 && std::isinf(from))
    throw Failure("the schedule begins at an infinite time, which has no middle; set start_at_sigma");
  call.set(changed, valueOfTimes(sampling::extended(times, call[steps], from, call[end_at_sigma], call[spacing])));
}

void ScaleSigmas::infer(Infer& question) { inferSame<ScaleSigmas>(question); }

void ScaleSigmas::process(Call& call) {
  Times times = timesOf(call[sigmas]);
  for (double& time : times) time *= call[factor];
  call.set(changed, valueOfTimes(times));
}

}  // namespace weft::schedulers
