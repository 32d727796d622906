#include "nn/kernels.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>

#include <cmath>
#include <mutex>

namespace weft::nn {
namespace {

constexpr int64_t chunkRows = 256;
constexpr Kernels plain;

KernelTables& tables() {
  static KernelTables instance;
  return instance;
}

bool wantsGradients(const at::Tensor& x, const at::Tensor& weight) {
  return at::GradMode::is_enabled() && (x.requires_grad() || weight.requires_grad());
}

const Kernels& kernelsFor(const at::Tensor& x, bool gradients) {
  if (gradients || !x.device().is_cpu()) return plain;
  const bool autocast = at::autocast::is_autocast_enabled(at::kCPU);
  const auto type = autocast ? at::autocast::get_autocast_dtype(at::kCPU) : x.scalar_type();
  return type == at::kFloat ? tables().f32 : type == at::kBFloat16 ? tables().bf16 : plain;
}

at::Tensor attentionTo(const at::Tensor& scaled, const at::Tensor& columns, const at::Tensor& values) {
  return at::matmul(at::softmax(at::matmul(scaled, columns), -1), values);
}

template <class Kernel>
void addOperation(std::vector<KernelOperation>& all, const std::string& id, Kernels KernelTables::*type,
                  Kernel Kernels::*member, std::vector<std::string> kernels) {
  all.push_back({id, std::move(kernels),
                 [type, member](KernelTables& tables, size_t kernel) { tables.*type.*member = Kernel(kernel); }});
}

}  // namespace

const std::vector<KernelOperation>& kernelOperations() {
  static const std::vector<KernelOperation> operations = [] {
    std::vector<KernelOperation> all;
    for (const auto& [name, type] : {std::pair{"f32", &KernelTables::f32}, std::pair{"bf16", &KernelTables::bf16}}) {
      const std::string dtype = name;
      addOperation(all, "linear." + dtype, type, &Kernels::linear, {"linear", "convolution"});
      addOperation(all, "attention." + dtype, type, &Kernels::attention, {"fused", "chunked"});
      addOperation(all, "convolution." + dtype, type, &Kernels::convolution, {"channels-last", "planes"});
    }
    return all;
  }();
  return operations;
}

void setKernels(const KernelTables& chosen) {
  static std::once_flag once;
  std::call_once(once, [&] { tables() = chosen; });
}

at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return linear(kernelsFor(x, wantsGradients(x, weight)).linear, x, weight, bias);
}

at::Tensor attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values) {
  // The fused kernel's backward takes four times as long as this for the short sequences trained here.
  if (queries.requires_grad()) return attention(AttentionKernel::Chunked, queries, keys, values);
  return attention(kernelsFor(queries, false).attention, queries, keys, values);
}

at::Tensor convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, int64_t padding) {
  return convolution(kernelsFor(x, wantsGradients(x, weight)).convolution, x, weight, bias, padding);
}

at::Tensor linear(LinearKernel kernel, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  if (kernel == LinearKernel::Linear) return at::linear(x, weight, bias);
  const auto inputs = weight.size(1), outputs = weight.size(0);
  const auto rows = x.reshape({1, -1, 1, inputs}).permute({0, 3, 1, 2});  // channels last, as it lies
  const auto y = at::conv2d(rows, weight.reshape({outputs, inputs, 1, 1}), bias);
  auto shape = x.sizes().vec();
  shape.back() = outputs;
  return y.permute({0, 2, 3, 1}).reshape(shape);
}

at::Tensor attention(AttentionKernel kernel, const at::Tensor& queries, const at::Tensor& keys,
                     const at::Tensor& values) {
  if (kernel == AttentionKernel::Fused) return at::scaled_dot_product_attention(queries, keys, values);
  const auto scaled = queries * (1 / std::sqrt(double(queries.size(3))));
  const auto columns = keys.transpose(2, 3);
  if (queries.size(2) <= chunkRows) return attentionTo(scaled, columns, values);
  std::vector<at::Tensor> parts;
  for (const auto& chunk : scaled.split(chunkRows, 2)) parts.push_back(attentionTo(chunk, columns, values));
  return at::cat(parts, 2);
}

at::Tensor convolution(ConvolutionKernel kernel, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                       int64_t padding) {
  const bool planes = kernel == ConvolutionKernel::Planes;
  return at::conv2d(x.contiguous(planes ? at::MemoryFormat::Contiguous : at::MemoryFormat::ChannelsLast), weight, bias,
                    1, padding);
}

}  // namespace weft::nn
