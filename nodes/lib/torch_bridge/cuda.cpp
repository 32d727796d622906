#include "torch_bridge/cuda.h"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <dlfcn.h>

#include <string>

#include <weft/sdk/host.h>

namespace weft::torch_bridge {
namespace {

// Why CUDA cannot be used, or an empty string. Loading the library registers its kernels with LibTorch.
const std::string& reasonAgainstCuda() {
  static const std::string reason = []() -> std::string {
    Dl_info torch{};
    if (!dladdr(reinterpret_cast<void*>(&at::globalContext), &torch)) return "LibTorch's folder is not known";
    const std::string path = torch.dli_fname;
    const std::string library = path.substr(0, path.rfind('/') + 1) + "libtorch_cuda.so";
    if (!dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL)) return std::string("cannot load ") + dlerror();
    if (!at::globalContext().hasCUDA()) return "there is no CUDA device or driver";
    at::globalContext().lazyInitDevice(at::kCUDA);
    return "";
  }();
  return reason;
}

}  // namespace

void requireCuda(int index) {
  if (!reasonAgainstCuda().empty())
    throw Failure("cannot compute on cuda: " + reasonAgainstCuda(), WEFT_ERROR_UNSUPPORTED_DEVICE);
  const int count = at::detail::getCUDAHooks().getNumGPUs();
  if (index < 0 || index >= count)
    throw Failure(
        "there is no cuda:" + std::to_string(index) + "; this machine has " + std::to_string(count) + " CUDA device(s)",
        WEFT_ERROR_UNSUPPORTED_DEVICE);
}

}  // namespace weft::torch_bridge
