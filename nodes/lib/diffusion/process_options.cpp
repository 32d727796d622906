#include "diffusion/process_options.h"

#include <string>

#include "diffusion/betas.h"
#include "diffusion/clock.h"

namespace weft::diffusion {
namespace {

Error wrong(const std::string& message) { return makeError(ErrorCode::InvalidArgument, message); }

Result<ClockRef> continuousClock(const ProcessOptions& options) {
  const auto steps = double(options.numTrainTimesteps);
  const bool zero = options.rescaleBetasZeroSnr;
  if (options.betaSchedule == "linear") return linearBetas(options.betaStart * steps, options.betaEnd * steps, zero);
  if (options.betaSchedule == "scaled_linear")
    return scaledLinearBetas(options.betaStart * steps, options.betaEnd * steps, zero);
  if (options.betaSchedule == "squaredcos_cap_v2") return cosineAlphas(0.008);
  if (options.betaSchedule == "cosine") return cosineAlphas(0);
  if (options.betaSchedule == "log_snr") return linearLogSnr(options.logSnrMax, options.logSnrMin, zero);
  return wrong("beta_schedule \"" + std::string(options.betaSchedule) +
               "\" is one of trained steps; choose process \"discrete\", or another schedule");
}

// alpha-bar of each step.
Result<std::vector<double>> trainedTable(const ProcessOptions& options) {
  if (options.betaSchedule == "trained_betas") return alphasCumprodOf(options.trainedBetas);
  if (options.betaSchedule == "cosine" || options.betaSchedule == "log_snr") {
    auto clock = continuousClock(options);
    if (!clock) return clock.error();
    const Process process(ProcessKind::VariancePreserving, *clock);
    std::vector<double> alphas;
    for (int64_t i = 1; i <= options.numTrainTimesteps; ++i)
      alphas.push_back(alphaBarOf(process.at(process.timeOfStep(double(i) / double(options.numTrainTimesteps)))));
    return alphas;
  }
  const auto betas = betasOf({options.betaSchedule, options.betaStart, options.betaEnd, options.numTrainTimesteps});
  return betas ? alphasCumprodOf(*betas) : betas;
}

Result<ClockRef> trainedClock(const ProcessOptions& options) {
  auto alphas = trainedTable(options);
  if (alphas && options.rescaleBetasZeroSnr && alphas->back() > 0) alphas = rescaleZeroTerminalSnr(*std::move(alphas));
  if (!alphas) return alphas.error();
  if (options.interpolation != "log_linear" && options.interpolation != "linear")
    return wrong("interpolation is \"" + std::string(options.interpolation) + "\"; wanted log_linear or linear");
  return trainedAlphas(*alphas, options.interpolation == "linear" ? Interpolation::Linear : Interpolation::LogLinear);
}

Result<ClockRef> flowClock(const ProcessOptions& options) {
  if (options.timeShift == "shift") return shiftedFlow(options.shift);
  if (options.timeShift == "logit_normal") return logitNormalFlow(options.logitMean, options.logitStd);
  return wrong("time_shift is \"" + std::string(options.timeShift) + "\"; wanted shift or logit_normal");
}

}  // namespace

Result<Process> makeProcess(const ProcessOptions& options) {
  if (options.numTrainTimesteps < 1 || options.numTrainTimesteps > 1'000'000)
    return wrong("num_train_timesteps is " + std::to_string(options.numTrainTimesteps) + "; wanted 1 to 1000000");
  const auto with = [](ProcessKind kind, Result<ClockRef> clock) -> Result<Process> {
    if (!clock) return clock.error();
    return Process(kind, *std::move(clock));
  };
  if (options.process == "discrete") return with(ProcessKind::VariancePreserving, trainedClock(options));
  if (options.process == "continuous") return with(ProcessKind::VariancePreserving, continuousClock(options));
  if (options.process == "variance_exploding")
    return with(ProcessKind::VarianceExploding, geometricSigmas(options.sigmaMin, options.sigmaMax));
  if (options.process == "edm")
    return with(ProcessKind::VarianceExploding, quarterLogSigmas(options.sigmaMin, options.sigmaMax));
  if (options.process == "flow") return with(ProcessKind::RectifiedFlow, flowClock(options));
  return wrong("process is \"" + std::string(options.process) +
               "\"; wanted discrete, continuous, variance_exploding, edm or flow");
}

}  // namespace weft::diffusion
