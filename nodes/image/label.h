// weft.image.Label
#pragma once

#include <weft/sdk.h>

namespace weft::images {

struct Label : Node<Label> {
  static constexpr About about{
      "Label", "Image",
      "Writes a line of text above or below pictures, on a strip that is added, or over their upper left corner. The "
      "font is Weft's own: the printable signs of ASCII.",
      "text caption write annotate title font"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};

  static constexpr auto image = input<Image>("image", "Pictures, [N, 3, height, width]; all get the same text");
  static constexpr auto text = param("text", "", "What is written; {} stands for \"number\"");
  static constexpr auto number =
      param("number", 0.0, "Written in the place of {}, with at most six digits: an index, a time");
  static constexpr auto place =
      param("place", "below",
            choices(choice("above", "On a strip above the picture"), choice("below", "On a strip below the picture"),
                    choice("over", "On the picture, which keeps its size")),
            "Where it is written");
  static constexpr auto letters =
      param("letters", 2, range(1, 16), "Size of the letters: capitals are seven times as many pixels high");
  static constexpr auto background =
      param("background", "white", choices(choice("white", "With dark letters"), choice("black", "With light letters")),
            "What is behind the text");
  static constexpr auto labelled = output<As<"image[N, 3, ?, ?]", Tensor>>("image", "The pictures with the text");
  static constexpr auto ports = weft::ports(image, text, number, place, letters, background, labelled);

  void process(Call& call);
};

}  // namespace weft::images
