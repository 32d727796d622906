// weft.io.InspectWeights
#pragma once

#include <weft/sdk.h>

namespace weft::io {

struct InspectWeights : Node<InspectWeights> {
  static constexpr About about{
      "Inspect weights", "Files",
      "Lists the tensors of a safetensors file with their digests. One JSON object a line and tensor, in the file's "
      "order of names: {\"name\", \"dtype\", \"shape\", \"bytes\", \"sha256\"}. The digest is SHA-256 (FIPS 180-4) "
      "over "
      "the tensor's bytes as they lie in the file.",
      "safetensors list hash checksum sha256 model"};
  static constexpr Traits traits{WEFT_COST_IO, 0, WEFT_REENTRANCY_PARALLEL};

  static constexpr auto file = param("path", "", path, "A safetensors file");
  static constexpr auto text = output<String>("text",
                                              "The list, each line ended by a line feed; empty for a file "
                                              "without tensors");
  static constexpr auto ports = weft::ports(file, text);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::io
