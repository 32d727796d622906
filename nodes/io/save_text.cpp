#include "save_text.h"

#include <string>

#include "output.h"
#include "weft/base/text.h"

namespace weft::io {
namespace {

std::string printed(const Value& value) {
  switch (value.kind()) {
    case WEFT_KIND_STRING:
      return std::string(value.asString());
    case WEFT_KIND_INTEGER:
      return std::to_string(value.asInteger());
    case WEFT_KIND_BOOLEAN:
      return value.asBoolean() ? "true" : "false";
    case WEFT_KIND_NUMBER:
      return formatNumber(value.asNumber());
    default:
      throw Failure("expected a text, a number, an integer or a boolean", WEFT_ERROR_TYPE_MISMATCH);
  }
}

}  // namespace

void SaveText::process(Call& call) { writeOutput(call, call[name], ".txt", printed(call[text])); }

}  // namespace weft::io
