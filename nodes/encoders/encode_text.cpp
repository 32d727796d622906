#include "encode_text.h"

#include <string>

namespace weft::encoders {

void EncodeText::process(Call& call) {
  const Value out = call[encoder].encode(std::string(call[text]));
  if (const Value unknown = out.item("unknown")) {
    for (size_t i = 0; i < unknown.size(); ++i)
      log(LogLevel::Warning, "encoders",
          "the model does not know \"" + std::string(unknown.item(i).asString()) + "\" (" + call.node() + ")");
  }
  call.set(conditioning, out);
}

}  // namespace weft::encoders
