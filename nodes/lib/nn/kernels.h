// The places where models compute with LibTorch in one of several ways, which differ in speed by processor and in the
// last bits of the result. Which way is taken stands in one table for the process.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

namespace weft::nn {

enum class LinearKernel { Linear, Convolution };        // at::linear; a 1×1 convolution over the rows
enum class AttentionKernel { Fused, Chunked };          // scaled_dot_product_attention; matrix products, part by part
enum class ConvolutionKernel { ChannelsLast, Planes };  // the layout that it computes in

// For one element type. The first of each is for what no table speaks of: other element types, other devices, training.
struct Kernels {
  LinearKernel linear = LinearKernel::Linear;
  AttentionKernel attention = AttentionKernel::Fused;
  ConvolutionKernel convolution = ConvolutionKernel::ChannelsLast;
};
struct KernelTables {
  Kernels f32, bf16;
};

// What there is to choose: "linear.f32", and the names of its kernels in the order of their enumerators.
struct KernelOperation {
  std::string id;
  std::vector<std::string> kernels;
  std::function<void(KernelTables&, size_t kernel)> choose;
};
const std::vector<KernelOperation>& kernelOperations();

// For the process; the first call counts, and comes before anything is computed.
void setKernels(const KernelTables& tables);

// As the table says.
at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);
at::Tensor attention(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values);
at::Tensor convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, int64_t padding);

// In a way of one's own. Queries, keys and values are [N, heads, tokens, width]; convolutions have stride 1.
at::Tensor linear(LinearKernel kernel, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);
at::Tensor attention(AttentionKernel kernel, const at::Tensor& queries, const at::Tensor& keys,
                     const at::Tensor& values);
at::Tensor convolution(ConvolutionKernel kernel, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                       int64_t padding);

}  // namespace weft::nn
