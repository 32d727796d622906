// Text -> words, as the embedded model's vocabulary knows them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weft::text {

// Lower-case words in the text's order. Letters of the Latin alphabets lose their accents ("Côte" -> "cote"),
// apostrophes are dropped ("woman’s" -> "womans"), '#' and '*' are words of their own (keycaps), and everything else
// that is not a letter or a digit separates words. Letters of other alphabets are kept as they are.
std::vector<std::string> splitWords(std::string_view text);

}  // namespace weft::text
