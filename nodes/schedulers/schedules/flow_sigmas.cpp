#include "flow_sigmas.h"

#include "diffusion/flow_shift.h"
#include "sampling/schedules/flow.h"
#include "sampling/schedules/times_value.h"

namespace weft::schedulers {
namespace {

sampling::FlowSpacing spacingOf(std::string_view name) {
  if (name == "trailing") return sampling::FlowSpacing::Trailing;
  if (name == "linspace") return sampling::FlowSpacing::Linspace;
  if (name == "multistep") return sampling::FlowSpacing::Multistep;
  return sampling::FlowSpacing::UniPC;
}

double shiftOf(const diffusion::ResolutionShift& line, int64_t tokens, bool isExponential) {
  if (line.baseTokens == line.maxTokens)
    throw Failure("base_image_seq_len and max_image_seq_len are both " + sampling::inWords(line.baseTokens) +
                  "; a line needs two points");
  const double mu = line.mu(double(tokens));
  const double shift = isExponential ? diffusion::exponentialShift(mu) : diffusion::linearShift(mu);
  if (!(shift > 1e-6 && shift < 1e6))
    throw Failure("mu is " + sampling::inWords(mu) + " for this image_seq_len, a shift of " + sampling::inWords(shift) +
                  "; wanted one above 0 and of common size");
  return shift;
}

// Of a question and of a call alike; `question` tells what it knows.
template <class Source>
double shiftFrom(const Source& source) {
  const diffusion::ResolutionShift line{double(source[FlowSigmas::base_image_seq_len]), source[FlowSigmas::base_shift],
                                        double(source[FlowSigmas::max_image_seq_len]), source[FlowSigmas::max_shift]};
  return shiftOf(line, source[FlowSigmas::image_seq_len], source[FlowSigmas::time_shift_type] == "exponential");
}

bool knowsDynamicShift(const Infer& question) {
  const auto knowsAll = [&](const auto&... parameters) { return (question.knows(parameters) && ...); };
  return knowsAll(FlowSigmas::use_dynamic_shifting, FlowSigmas::image_seq_len, FlowSigmas::base_shift,
                  FlowSigmas::max_shift, FlowSigmas::base_image_seq_len, FlowSigmas::max_image_seq_len,
                  FlowSigmas::time_shift_type) &&
         question[FlowSigmas::use_dynamic_shifting];
}

}  // namespace

void FlowSigmas::infer(Infer& question) {
  if (question.knows(steps)) question.setType(sigmas, typeText("sigmas", {question[steps] + 1}));
  if (knowsDynamicShift(question)) shiftFrom(question);
}

void FlowSigmas::process(Call& call) {
  sampling::FlowOptions options;
  options.wasTrainedShifted = !call[use_dynamic_shifting];
  options.shift = call[use_dynamic_shifting] ? shiftFrom(call) : call[shift];
  options.spacing = spacingOf(call[timestep_spacing]);
  options.terminal = call[shift_terminal];
  options.curve = call[sigma_schedule];
  const auto times = sampling::flowSigmas(call[steps], options);
  sampling::requireFalling(times);
  call.set(sigmas, sampling::valueOfTimes(times));
}

}  // namespace weft::schedulers
