// weft.io.SaveImage
#pragma once

#include <weft/sdk.h>

namespace weft::io {

struct SaveImage : Node<SaveImage> {
  static constexpr About about{"Save image", "Files",
                               "Writes pictures as PNG files below the output folder. Eight bits a channel: values "
                               "are clamped to 0..1, scaled to 0..255 and rounded to the nearest.",
                               "write png export picture"};
  static constexpr Traits traits{WEFT_COST_IO, WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_OUTPUT};

  static constexpr auto image =
      input<Image>("image",
                   "The pictures, [N, 3, height, width]: red, green and blue as float32 in 0..1. Each of the "
                   "N becomes a file of its own");
  static constexpr auto name = param("name", "image", outputName,
                                     "The file's name below the output folder, without its ending; folders may stand "
                                     "before it. When the name is taken, or for the second picture and on, -2, -3 ... "
                                     "is added");
  static constexpr auto metadata =
      param("metadata", true, label("Carry the graph"), advanced,
            "Write the graph into the file, as it ran and with the values it ran with: the editor opens it again from "
            "the picture. It is JSON in an iTXt chunk with the keyword weft; the pixels are the same without it");
  static constexpr auto ports = weft::ports(image, name, metadata);

  void process(Call& call);
};

}  // namespace weft::io
