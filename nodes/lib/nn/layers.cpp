#include "nn/layers.h"

#include <cmath>

namespace weft::nn {

void fillNormal(at::Tensor& tensor, double deviation, at::Generator& generator) {
  at::NoGradGuard noGrad;
  if (deviation == 0) {
    tensor.zero_();
  } else {
    tensor.normal_(0, deviation, generator);
  }
}

Linear::Linear(int64_t inputs, int64_t outputs) {
  m_weight = register_parameter("weight", torch::empty({outputs, inputs}));
  m_bias = register_parameter("bias", torch::empty({outputs}));
}

void Linear::initialise(at::Generator& generator, double gain) {
  fillNormal(m_weight, gain * std::sqrt(2.0 / double(m_weight.size(0) + m_weight.size(1))), generator);
  fillNormal(m_bias, 0, generator);
}

Conv::Conv(int64_t inputs, int64_t outputs, int64_t kernel) : m_padding(kernel / 2) {
  m_weight = register_parameter("weight", torch::empty({outputs, inputs, kernel, kernel}));
  m_bias = register_parameter("bias", torch::empty({outputs}));
}

void Conv::initialise(at::Generator& generator, double gain) {
  const auto fanIn = double(m_weight.size(1) * m_weight.size(2) * m_weight.size(3));
  fillNormal(m_weight, gain * std::sqrt(2.0 / fanIn), generator);
  fillNormal(m_bias, 0, generator);
}

Embedding::Embedding(int64_t rows, int64_t width) {
  m_weight = register_parameter("weight", torch::empty({rows, width}));
}

void Embedding::initialise(at::Generator& generator, double deviation) { fillNormal(m_weight, deviation, generator); }

at::Tensor layerNorm(const at::Tensor& x) { return at::layer_norm(x, {x.size(-1)}); }

}  // namespace weft::nn
