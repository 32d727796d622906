// weft.io.SaveTensor
#pragma once

#include <weft/sdk.h>

namespace weft::io {

struct SaveTensor : Node<SaveTensor> {
  static constexpr About about{"Save tensor", "Files",
                               "Writes one tensor as a safetensors file below the output folder, with the element "
                               "type and the shape that it has. Pictures, masks, latents and sigmas are tensors too.",
                               "write safetensors export array latent"};
  static constexpr Traits traits{WEFT_COST_IO, WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_OUTPUT};

  static constexpr auto tensor = input<AnyTensor>("tensor", "The tensor, of any shape and element type");
  static constexpr auto name = param("name", "tensor", outputName,
                                     "The file's name below the output folder, without its ending; folders may stand "
                                     "before it. When the name is taken, -2, -3 ... is added");
  static constexpr auto key = param("key", "", "The tensor's name in the file; empty: \"tensor\"");
  static constexpr auto ports = weft::ports(tensor, name, key);

  void process(Call& call);
};

}  // namespace weft::io
