// weft.io.SaveText
#pragma once

#include <weft/sdk.h>

namespace weft::io {

struct SaveText : Node<SaveText> {
  using TextLike = As<"number|integer|boolean|string">;

  static constexpr About about{"Save text", "Files",
                               "Writes a text or a number as a .txt file below the output folder. A text is written "
                               "byte for byte, a number in the shortest decimal form that reads back as the same "
                               "number, a boolean as true or false; nothing is added.",
                               "write txt export print number string"};
  static constexpr Traits traits{WEFT_COST_IO, WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_OUTPUT};

  static constexpr auto text = input<TextLike>("text", "What is written: a text, a number, an integer or a boolean");
  static constexpr auto name = param("name", "text", outputName,
                                     "The file's name below the output folder, without its ending; folders may stand "
                                     "before it. When the name is taken, -2, -3 ... is added");
  static constexpr auto ports = weft::ports(text, name);

  void process(Call& call);
};

}  // namespace weft::io
