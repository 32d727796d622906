#pragma once

#include "torch_bridge/torch_node.h"

#include <weft/sdk/text_encoder.h>

namespace weft::encoders {

struct EncodeText : TorchNode<EncodeText> {
  static constexpr About about{"Encode text", "Text",
                               "Turns words into what a denoiser is steered with. Words that the encoder does not "
                               "know, or has no room for, are named in a warning and left out.",
                               "prompt clip conditioning text"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_INSTANCE};

  static constexpr auto encoder = input<TextEncoder>("encoder", "The model's text encoder.");
  static constexpr auto text = param("text", "", multiline, "What to draw, in words that the model knows.");
  static constexpr auto conditioning =
      output<Conditioning>("conditioning",
                           "A record: states [1, tokens, channels] and pooled [1, channels] as the encoder has them, "
                           "the text, and the words that it does not know (unknown, a list).");
  static constexpr auto ports = weft::ports(encoder, text, conditioning);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::encoders
