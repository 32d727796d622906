// The few layers the models are built of. Parameters start uninitialised: loading a model costs no random numbers, and
// training initialises them from an explicit generator.
#pragma once

#include <torch/nn/module.h>

#include "nn/kernels.h"

namespace weft::nn {

// Fills `tensor` with normal numbers of the given standard deviation, drawn from `generator` alone.
void fillNormal(at::Tensor& tensor, double deviation, at::Generator& generator);

class Linear : public torch::nn::Module {
 public:
  Linear(int64_t inputs, int64_t outputs);

  // Glorot-normal weights scaled by `gain` (0: all zeros), zero bias.
  void initialise(at::Generator& generator, double gain = 1.0);

  at::Tensor forward(const at::Tensor& x) const { return linear(x, m_weight, m_bias); }
  const at::Tensor& weight() const { return m_weight; }
  const at::Tensor& bias() const { return m_bias; }

 private:
  at::Tensor m_weight, m_bias;
};

// A convolution with stride 1 that keeps height and width ("same" padding of zeros), kernel 1 or 3.
class Conv : public torch::nn::Module {
 public:
  Conv(int64_t inputs, int64_t outputs, int64_t kernel);

  // He-normal weights scaled by `gain` (0: all zeros), zero bias.
  void initialise(at::Generator& generator, double gain = 1.0);

  at::Tensor forward(const at::Tensor& x) const { return convolution(x, m_weight, m_bias, m_padding); }

 private:
  at::Tensor m_weight, m_bias;
  int64_t m_padding;
};

// A table of learned rows.
class Embedding : public torch::nn::Module {
 public:
  Embedding(int64_t rows, int64_t width);

  void initialise(at::Generator& generator, double deviation);

  at::Tensor forward(const at::Tensor& ids) const { return at::embedding(m_weight, ids); }
  const at::Tensor& weight() const { return m_weight; }

 private:
  at::Tensor m_weight;
};

// Normalises the last dimension to mean 0 and variance 1, without parameters.
at::Tensor layerNorm(const at::Tensor& x);

}  // namespace weft::nn
