// Guidance by gradients.
#pragma once

#include "guidance/score.h"
#include "guidance_node.h"

#include <weft/sdk/own.h>

namespace weft::guidance {

// What ClassifierGuidance takes: of this pack alone.
struct ClassifierHandle {
  static constexpr Text type{"weft.latent_classifier"};
  std::shared_ptr<const Classifier> classifier;
};

struct ClassifierGuidance : IntervalNode<ClassifierGuidance> {
  static constexpr About about{
      "Classifier guidance", "Guidance",
      "Steers a denoiser towards a class that a classifier knows, by the gradient of its log-probability: the noise "
      "becomes epsilon - scale b grad log p(label | x_t), that is x0 + scale (b^2 / a) grad (Dhariwal and Nichol, "
      "Diffusion Models Beat GANs on Image Synthesis, 2021, algorithm 2). With the exact classifier and scale 1 a "
      "model of all data becomes the model of the class. Scales of 1 to 10 are usual.",
      "classifier guidance gradient class label cond_fn"};
  static constexpr auto classifier = input<Own<ClassifierHandle>>("classifier", "Of latents.");
  static constexpr auto label = param("label", 0, range(0, 1'000'000), "Which class; the first is 0.");
  static constexpr auto scale = param("scale", 1.0, range(0, 1e6), slider(0, 10), "How strongly; 0: not at all.");
  static constexpr auto sees =
      param("sees", "x_t",
            choices(choice("x_t", "The noisy latent: for classifiers that know noise"),
                    choice("x0", "The estimate, through the denoiser's gradient: for classifiers of clean latents")),
            "What the classifier is shown.");
  static constexpr auto ports = weft::ports(denoiser, classifier, label, scale, sees, start, stop, guided);

  void process(Call& call);
};

struct LoadClassifier : Node<LoadClassifier> {
  static constexpr About about{
      "Load classifier", "Guidance",
      "Reads a classifier of latents from a safetensors file: a multilayer perceptron, or one linear layer, as "
      "torch.nn.Sequential saves it (\"0.weight\" [outputs, inputs], \"0.bias\", \"2.weight\" ...). Its inputs are the "
      "numbers of a latent [C, H, W], row-major; its outputs the classes' logits.",
      "classifier mlp linear probe safetensors"};
  static constexpr Traits traits{.cost = WEFT_COST_IO, .reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto file = param("file", "", path, "The safetensors file; float32 or float64.");
  static constexpr auto activation =
      param("activation", "relu",
            choices(choice("relu", "max(x, 0)"), choice("silu", "x sigmoid(x)"), choice("tanh", "tanh(x)")),
            "Between the layers.");
  static constexpr auto takesNoise =
      param("takes_noise", false,
            "The first layer has one input more, the last: log(a / b) of x_t = a x + b z, within -10 to 10.");
  static constexpr auto classifier = output<Own<ClassifierHandle>>("classifier", "For Classifier guidance.");
  static constexpr auto ports = weft::ports(file, activation, takesNoise, classifier);

  void process(Call& call);
};

struct MixtureClassifier : Node<MixtureClassifier> {
  static constexpr About about{
      "Mixture classifier", "Guidance",
      "The exact classifier of data that are a mixture of Gaussians, each a class: p(k | x_t) from p(x_t | k) = N(a "
      "mean_k, a^2 deviation^2 + b^2), at any noise. To see and to test what classifier guidance does.",
      "classifier gaussian mixture exact bayes"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto means = param(
      "means", "-1; 1", multiline,
      "A row for each class, with semicolons or line ends between: the numbers of its mean [C, H, W], row-major.");
  static constexpr auto weights = param("weights", "", "How frequent each class is; empty: all alike.");
  static constexpr auto deviation = param("deviation", 1.0, range(0, 1e6), slider(0, 2), "Of each Gaussian.");
  static constexpr auto classifier = output<Own<ClassifierHandle>>("classifier", "For Classifier guidance.");
  static constexpr auto ports = weft::ports(means, weights, deviation, classifier);

  void process(Call& call);
};

struct TargetGuidance : IntervalNode<TargetGuidance> {
  static constexpr About about{
      "Target guidance", "Guidance",
      "Steers a denoiser so that its estimate is like a latent that is given, in part or as a whole: by the gradient "
      "of L = |mask (x0 - target)|^2 in x_t, through the denoiser (Chung et al., Diffusion Posterior Sampling for "
      "General Noisy Inverse Problems, 2023, equation 11; universal guidance). As a score, -scale grad L: for a target "
      "seen with noise of deviation s, scale is 1 / (2 s^2). Through x0 alone it costs nothing and needs no gradient "
      "of the denoiser: x0 - scale grad L (He et al., Manifold Preserving Guided Diffusion, 2023, algorithm 1).",
      "dps diffusion posterior sampling loss guidance universal guidance inverse problem inpainting mpgd"};
  static constexpr auto target = input<Latent>("target", "What the estimate shall be like, [N or 1, C, H, W].");
  static constexpr auto mask = input<As<"tensor", Tensor>>(
      "mask", "How much each cell counts, [N or 1, C or 1, H, W], 0 to 1; not linked: 1 everywhere.", optional);
  static constexpr auto scale =
      param("scale", 1.0, range(0, 1e6), slider(0, 10),
            "How strongly; 0: not at all. Through x0, with squared differences, 0.5 puts the target in its place.");
  static constexpr auto norm = param("norm", false,
                                     "L is the length of the difference in place of its square, so that the push has "
                                     "the same strength however near the target is: the step size of the paper.");
  static constexpr auto through = param("through", "denoiser",
                                        choices(choice("denoiser", "The gradient in x_t: for denoisers that have one"),
                                                choice("x0", "The gradient in x0")),
                                        "What the gradient goes through.");
  static constexpr auto ports = weft::ports(denoiser, target, mask, scale, norm, through, start, stop, guided);

  void process(Call& call);
};

}  // namespace weft::guidance
