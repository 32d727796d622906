#include "nn/measure_kernels.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <chrono>

#include "nn/kernels.h"

namespace weft::nn {
namespace {

constexpr int rounds = 9;
constexpr double enoughSeconds = 0.5;  // of an operation, once every kernel has had three turns

using Work = std::function<at::Tensor()>;

double secondsOf(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  const auto result = work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The kernels take turns, so that what else the machine does meets all of them.
std::vector<double> medians(const std::vector<Work>& kernels) {
  std::vector<std::vector<double>> times(kernels.size());
  for (const auto& work : kernels) (void)work();  // the first time, kernels are made
  double spent = 0;
  for (int round = 0; round < rounds && (round < 3 || spent < enoughSeconds); ++round) {
    for (size_t i = 0; i < kernels.size(); ++i) {
      times[i].push_back(secondsOf(kernels[i]));
      spent += times[i].back();
    }
  }
  std::vector<double> out;
  for (auto& list : times) {
    std::nth_element(list.begin(), list.begin() + long(list.size() / 2), list.end());
    out.push_back(list[list.size() / 2]);
  }
  return out;
}

// The kernels of an operation, on numbers of its element type.
std::vector<Work> kernelsOf(const std::string& id, at::Generator& generator) {
  const auto type = id.ends_with(".bf16") ? at::kBFloat16 : at::kFloat;
  const auto numbers = [&](at::IntArrayRef shape) { return at::randn(shape, generator, at::kFloat).to(type); };
  if (id.starts_with("linear.")) {
    const auto x = numbers({1, 1024, 640}), weight = numbers({2560, 640}), bias = numbers({2560});
    const auto with = [=](LinearKernel kernel) -> Work { return [=] { return linear(kernel, x, weight, bias); }; };
    return {with(LinearKernel::Linear), with(LinearKernel::Convolution)};
  }
  if (id.starts_with("attention.")) {
    const auto q = numbers({1, 8, 2048, 40}), k = numbers({1, 8, 2048, 40}), v = numbers({1, 8, 2048, 40});
    const auto with = [=](AttentionKernel kernel) -> Work { return [=] { return attention(kernel, q, k, v); }; };
    return {with(AttentionKernel::Fused), with(AttentionKernel::Chunked)};
  }
  const auto x = numbers({1, 160, 48, 48}), weight = numbers({160, 160, 3, 3}), bias = numbers({160});
  const auto with = [=](ConvolutionKernel kernel, at::MemoryFormat format) -> Work {
    return [=, input = x.contiguous(format)] { return convolution(kernel, input, weight, bias, 1); };
  };
  return {with(ConvolutionKernel::ChannelsLast, at::MemoryFormat::ChannelsLast),
          with(ConvolutionKernel::Planes, at::MemoryFormat::Contiguous)};
}

}  // namespace

std::vector<MeasuredOperation> measureKernels(const std::function<void(size_t done, size_t total)>& progress) {
  const at::NoGradGuard noGrad;
  auto generator = at::detail::createCPUGenerator(1);
  std::vector<MeasuredOperation> out;
  const auto& operations = kernelOperations();
  for (const auto& operation : operations) {
    progress(out.size(), operations.size());
    const auto times = medians(kernelsOf(operation.id, generator));
    MeasuredOperation measured{operation.id, {}};
    for (size_t i = 0; i < times.size(); ++i) measured.seconds.emplace_back(operation.kernels[i], times[i]);
    std::stable_sort(measured.seconds.begin(), measured.seconds.end(),
                     [](const auto& a, const auto& b) { return a.second < b.second; });
    out.push_back(std::move(measured));
  }
  progress(out.size(), operations.size());
  return out;
}

}  // namespace weft::nn
