// Nodes that change a schedule: nodes/lib/sampling/schedules/tools.h.
#pragma once

#include <weft/sdk/node.h>

namespace weft::schedulers {

template <class Self>
struct SigmaTool : Node<Self> {
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};
  static constexpr auto sigmas = input<Sigmas>("sigmas", "A schedule.");
  static constexpr auto changed = output<Sigmas>("sigmas", "The changed schedule, float64.");
};

// The same for those that answer with the part of more noise and the part of less.
template <class Self>
struct SigmaSplitter : Node<Self> {
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};
  static constexpr auto sigmas = input<Sigmas>("sigmas", "A schedule.");
  static constexpr auto high_sigmas = output<Sigmas>("high_sigmas", "The first part, including the time between both.");
  static constexpr auto low_sigmas = output<Sigmas>("low_sigmas", "The rest, beginning with that time.");
};

struct JoinSigmas : Node<JoinSigmas> {
  static constexpr About about{
      "Join sigmas", "Sampling/Schedule",
      "One schedule after the other. Where one begins at the time that the one before ends at, that time counts once; "
      "so what Split sigmas took apart is whole again.",
      "schedule concatenate append merge"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto sigmas = input<Sigmas>(
      "sigmas", "Schedules in their order: all falling, each from where the one before ends, or below.", variadic);
  static constexpr auto joined = output<Sigmas>("sigmas", "All of it, float64.");
  static constexpr auto ports = weft::ports(sigmas, joined);

  void process(Call& call);
};

struct SplitSigmas : SigmaSplitter<SplitSigmas> {
  static constexpr About about{
      "Split sigmas", "Sampling/Schedule",
      "Takes a schedule apart at a step, to sample the first part with one model, solver or guidance and the rest with "
      "another (a base model and a refiner). SplitSigmas of ComfyUI.",
      "schedule refiner splitsigmas high low"};

  static constexpr auto step = param("step", 10, range(0, 10000), slider(0, 100),
                                     "How many steps the first part has; at most as many as there are.");
  static constexpr auto ports = weft::ports(sigmas, step, high_sigmas, low_sigmas);

  static void infer(Infer& question);
  void process(Call& call);
};

struct SplitSigmasDenoise : SigmaSplitter<SplitSigmasDenoise> {
  static constexpr About about{
      "Split sigmas by share", "Sampling/Schedule",
      "Takes a schedule apart so that the second part is a share of its steps: with a picture to start from, that part "
      "alone is sampled (Meng et al., SDEdit, 2022). SplitSigmasDenoise of ComfyUI; its denoise is strength in "
      "diffusers.",
      "schedule img2img strength denoise splitsigmasdenoise sdedit"};

  static constexpr auto denoise =
      param("denoise", 1.0, range(0, 1), "Share of the steps in the second part, rounded to whole steps.");
  static constexpr auto ports = weft::ports(sigmas, denoise, high_sigmas, low_sigmas);

  void process(Call& call);
};

struct CutSigmas : SigmaTool<CutSigmas> {
  static constexpr About about{"Cut sigmas", "Sampling/Schedule",
                               "The steps of a schedule from one to another, as KSamplerAdvanced of ComfyUI has them.",
                               "schedule slice start_at_step end_at_step ksampleradvanced range"};

  static constexpr auto start_step =
      param("start_step", 0, range(0, 10000), slider(0, 100), "The first step; at most as many as there are.");
  static constexpr auto end_step = param("end_step", 10000, range(0, 10000),
                                         "The step before which it ends, above start_step; what lies beyond the last "
                                         "one means all of them.");
  static constexpr auto force_full_denoise =
      param("force_full_denoise", false, "Ends at 0 in place of the time of end_step.");
  static constexpr auto ports = weft::ports(sigmas, start_step, end_step, force_full_denoise, changed);

  static void infer(Infer& question);
  void process(Call& call);
};

struct FlipSigmas : SigmaTool<FlipSigmas> {
  static constexpr About about{
      "Flip sigmas", "Sampling/Schedule",
      "A schedule from its end to its beginning, rising: from a picture to its noise, for inversion. FlipSigmas of "
      "ComfyUI.",
      "schedule reverse inversion unsampling flipsigmas ddim inverse"};

  static constexpr auto least = param("least", 0.0001, range(0, 1), advanced,
                                      "What takes the place of a first time of 0, where there is no noise that a "
                                      "denoiser could tell; 0 leaves it.");
  static constexpr auto ports = weft::ports(sigmas, least, changed);

  static void infer(Infer& question);
  void process(Call& call);
};

struct ShiftSigmas : SigmaTool<ShiftSigmas> {
  static constexpr About about{
      "Shift sigmas", "Sampling/Schedule",
      "Moves the times of a rectified flow towards the noisy end: t' = shift t / (1 + (shift - 1) t), which multiplies "
      "sigma = t / (1 - t) by shift (Esser et al., Scaling Rectified Flow Transformers for High-Resolution Image "
      "Synthesis, 2024, equation 23). 0 and 1 stay.",
      "schedule shift flow modelsamplingsd3 modelsamplingauraflow time_snr_shift"};

  static constexpr auto shift = param("shift", 3.0, range(0.01, 100), slider(0.5, 10, WEFT_CURVE_LOGARITHMIC),
                                      "1: not at all; below 1: towards the other end.");
  static constexpr auto ports = weft::ports(sigmas, shift, changed);

  static void infer(Infer& question);
  void process(Call& call);
};

struct SetFirstSigma : SigmaTool<SetFirstSigma> {
  static constexpr About about{
      "Set first sigma", "Sampling/Schedule",
      "Replaces the time that sampling starts from, above the second one. SetFirstSigma of ComfyUI.",
      "schedule setfirstsigma start noise"};

  static constexpr auto sigma = param("sigma", 136.0, range(0, 1e6), slider(0, 200), "The first time.");
  static constexpr auto ports = weft::ports(sigmas, sigma, changed);

  static void infer(Infer& question);
  void process(Call& call);
};

struct ExtendSigmas : SigmaTool<ExtendSigmas> {
  static constexpr About about{
      "Extend sigmas", "Sampling/Schedule",
      "Divides each step of a schedule that begins in a range of times into several. ExtendIntermediateSigmas of "
      "ComfyUI.",
      "schedule extendintermediatesigmas interpolate subdivide"};

  static constexpr auto steps = param("steps", 2, range(1, 100), slider(1, 10), "Into how many.");
  static constexpr auto start_at_sigma =
      param("start_at_sigma", -1.0, range(-1, 1e6), slider(-1, 20), "Greatest time of the range; below 0: no end.");
  static constexpr auto end_at_sigma =
      param("end_at_sigma", 0.0, range(0, 1e6), slider(0, 20), "Least time of the range.");
  static constexpr auto spacing =
      param("spacing", "linear",
            choices(choice("linear", "Evenly."), choice("cosine", "Denser towards the end of the step."),
                    choice("sine", "Denser towards its beginning.")),
            "Where the times between lie.");
  static constexpr auto ports = weft::ports(sigmas, steps, start_at_sigma, end_at_sigma, spacing, changed);

  void process(Call& call);
};

struct ScaleSigmas : SigmaTool<ScaleSigmas> {
  static constexpr About about{
      "Scale sigmas", "Sampling/Schedule",
      "Multiplies the times of a schedule by a factor. A little below 1 tells a model of sigmas less noise than there "
      "is, which gives more detail.",
      "schedule multiply factor detail"};

  static constexpr auto factor = param("factor", 1.0, range(0.001, 1000), slider(0.5, 2), "The factor.");
  static constexpr auto ports = weft::ports(sigmas, factor, changed);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::schedulers
