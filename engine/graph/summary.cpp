#include <weft/graph/summary.h>

namespace weft {

std::string firstSentence(const std::string& doc) {
  for (size_t at = doc.find('.'); at != std::string::npos; at = doc.find('.', at + 1)) {
    if (at + 1 == doc.size() || doc[at + 1] == ' ' || doc[at + 1] == '\n') return doc.substr(0, at + 1);
  }
  return doc;
}

}  // namespace weft
