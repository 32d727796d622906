// Weights of words in a prompt, "(word:1.1)".
#pragma once

#include <QString>

namespace weft::editor {

struct PromptSelection {
  QString text;
  int from = 0, to = 0;  // what is selected in it
};

// What is selected, the brackets that the caret is in, or the word that it touches, a tenth heavier or lighter. A
// weight of 1 takes the brackets away. Selected afterwards: the same words, ready for the next press.
PromptSelection weighted(const PromptSelection& prompt, double delta);

}  // namespace weft::editor
