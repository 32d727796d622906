// The first sentence of a documentation, which stands alone in listings.
#pragma once

#include <string>

namespace weft {

std::string firstSentence(const std::string& doc);

}  // namespace weft
