// Classifiers of latents, with the gradient of what they say.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <weft/sdk/denoiser.h>

namespace weft::guidance {

// Immutable; any thread. Samples are seen through noise, x_t = a x + b z; a = 1, b = 0: as they are.
class Classifier {
 public:
  virtual ~Classifier() = default;
  virtual size_t classes() const = 0;
  virtual size_t inputs() const = 0;  // numbers of a sample, row-major
  // log p(label | x_t) of each class.
  virtual std::vector<double> logProbabilities(std::span<const double> x, const weft_coefficients& c) const = 0;
  // The gradient of log p(label | x_t) in x_t; `out` is as long as x. label < classes().
  virtual void gradient(std::span<const double> x, const weft_coefficients& c, size_t label,
                        std::span<double> out) const = 0;
};

// Exact for data of K Gaussians with means [K][inputs] and variance deviation^2 in all directions: what they say of x_t
// follows from p(x_t | k) = N(a mean_k, a^2 deviation^2 + b^2). Failure for means of different lengths, weights that
// are not as many or not above 0, and a deviation below 0.
std::shared_ptr<const Classifier> mixtureClassifier(std::vector<std::vector<double>> means, std::vector<double> weights,
                                                    double deviation);

// A multilayer perceptron from a safetensors file: layers in the order of the numbers in their names, "0.weight"
// [outputs, inputs], "0.bias", "2.weight" ... as torch.nn.Sequential saves them, any prefix before; the activation
// ("relu", "silu", "tanh") between them; logits of the classes at the end. With takesNoise the first layer has one
// input more than a sample has numbers: half the log-SNR, log(a / b), within -10 .. 10. Failure for files that hold no
// such layers, naming the file.
std::shared_ptr<const Classifier> perceptronClassifier(const std::filesystem::path& file, std::string_view activation,
                                                       bool takesNoise);

}  // namespace weft::guidance
