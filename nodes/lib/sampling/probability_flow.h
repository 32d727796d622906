// The probability-flow equation in the coordinates in which it is smooth from noise to sample: y of model.h's frame
// over u = log sigma, dy/du = y - x0(y). Its slope goes to 0 with the noise, so that nothing is stiff at either end.
#pragma once

#include <span>
#include <vector>

#include "sampling/model.h"

namespace weft::sampling {

class ProbabilityFlow {
 public:
  // `like` says the shape and type of latents.
  ProbabilityFlow(const Model& model, Tensor like) : m_model(model), m_like(std::move(like)) {}

  struct Place {
    double t;
    Frame frame;
    Tensor x;  // the latent x_t of y
  };
  Place at(double u, std::span<const double> y) const;
  // dy/du, from the estimate of x0 there.
  static void slope(std::span<const double> y, const Tensor& x0, std::span<double> out);
  // y of a latent.
  static std::vector<double> coordinates(const Tensor& x, const Frame& frame);

  // The least sigma that the model is asked for: `wanted`, but no less than it was trained for.
  double lowest(double wanted) const;

 private:
  const Model& m_model;
  Tensor m_like;
};

}  // namespace weft::sampling
