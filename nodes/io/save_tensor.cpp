#include "save_tensor.h"

#include <string>
#include <vector>

#include "dtypes.h"
#include "pack/require.h"
#include "weights/safetensors.h"

namespace weft::io {

void SaveTensor::process(Call& call) {
  const Tensor data = call[tensor];
  const std::string dtype = nameOf(data.view().dtype);
  if (dtype.empty()) {
    throw Failure("safetensors files have no elements of " + dtypeName(data.view().dtype), WEFT_ERROR_UNSUPPORTED);
  }
  const std::vector<std::byte> bytes = data.copyBytes();
  const std::string name = call[key].empty() ? "tensor" : std::string(call[key]);
  const weights::TensorView view{name, dtype, {data.shape().begin(), data.shape().end()}, bytes.data(), bytes.size()};

  OutputFile output(call, std::string(call[SaveTensor::name]), ".safetensors");
  require(weights::writeSafetensors(output.path(), {view}));
  output.commit();
}

}  // namespace weft::io
