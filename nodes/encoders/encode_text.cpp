#include "encode_text.h"

#include <algorithm>
#include <string>

namespace weft::encoders {

namespace {

constexpr size_t wordsNamed = 16;

// A warning that names the words of a list in the conditioning.
void warnOf(const Call& call, const Value& conditioning, const char* list, const std::string& what) {
  const Value words = conditioning.item(list);
  if (!words || words.size() == 0) return;
  std::string text;
  for (size_t i = 0; i < std::min(words.size(), wordsNamed); ++i)
    text += (i ? ", \"" : " \"") + std::string(words.item(i).asString()) + "\"";
  if (words.size() > wordsNamed) text += " and " + std::to_string(words.size() - wordsNamed) + " more";
  log(LogLevel::Warning, "encoders", what + text + " (" + call.node() + ")");
}

}  // namespace

void EncodeText::process(Call& call) {
  const Value out = call[encoder].encode(std::string(call[text]));
  warnOf(call, out, "unknown", "the model does not know");
  warnOf(call, out, "cut_off", "the text is too long for the model, which leaves out");
  call.set(conditioning, out);
}

}  // namespace weft::encoders
