// weft.io.SaveAnimation
#pragma once

#include <weft/sdk.h>

namespace weft::io {

struct SaveAnimation : Node<SaveAnimation> {
  static constexpr About about{
      "Save animation", "Files",
      "Writes pictures one after the other as an animated PNG file (APNG) below the output folder. It has the ending "
      ".png: browsers play it, other programs show its first picture. Colours are written as Save image writes them.",
      "write apng animated png movie video gif export frames"};
  static constexpr Traits traits{WEFT_COST_IO, WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_OUTPUT};

  static constexpr auto frames = input<As<"image|list<image>|sequence<image>">>(
      "frames", "The pictures in their order, all of one size; those of a batch follow each other");
  static constexpr auto name = param("name", "animation", outputName,
                                     "The file's name below the output folder, without its ending; folders may stand "
                                     "before it. When the name is taken, -2, -3 ... is added");
  static constexpr auto rate =
      param("frames_per_second", 12.0, range(0.02, 1000), slider(1, 60), unit("1/s"), "How many pictures a second");
  static constexpr auto hold =
      param("hold", 0.0, range(0, 10), slider(0, 5), unit("s"), "How much longer the last picture stays");
  static constexpr auto loops = param("loops", 0, range(0, 1'000'000), "How often it plays; 0: for ever");
  static constexpr auto metadata = param("metadata", true, label("Carry the graph"), advanced,
                                         "Write the graph into the file, as Save image does; the pixels are the same "
                                         "without it");
  static constexpr auto ports = weft::ports(frames, name, rate, hold, loops, metadata);

  void process(Call& call);
};

}  // namespace weft::io
