// weft.io.LoadTensor
#pragma once

#include <weft/sdk.h>

namespace weft::io {

struct LoadTensor : Node<LoadTensor> {
  static constexpr About about{"Load tensor", "Files",
                               "Reads one tensor from a safetensors file, with the element type and the shape that it "
                               "has there.",
                               "open read safetensors weights array"};
  static constexpr Traits traits{WEFT_COST_IO, 0, WEFT_REENTRANCY_PARALLEL};

  static constexpr auto file = param("path", "", path, "A safetensors file");
  static constexpr auto key = param("key", "", "The tensor's name in the file; empty: the only one");
  static constexpr auto tensor = output<AnyTensor>("tensor", "The tensor, of any shape and element type");
  static constexpr auto ports = weft::ports(file, key, tensor);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::io
