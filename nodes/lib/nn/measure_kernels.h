// How long each kernel takes on this machine, for sizes as they are common in diffusion models.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace weft::nn {

struct MeasuredOperation {
  std::string id;                                       // as in kernelOperations()
  std::vector<std::pair<std::string, double>> seconds;  // of each kernel, the median; the fastest first
};

// Takes some seconds. `progress` is told how many of all operations have been measured, and may throw to stop.
std::vector<MeasuredOperation> measureKernels(const std::function<void(size_t done, size_t total)>& progress);

}  // namespace weft::nn
