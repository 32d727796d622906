// What a search can find: a node type, a subgraph, a command.
#pragma once

#include <vector>

#include <QString>

#include <weft/value/type.h>

namespace weft::editor {

struct PaletteEntry {
  QString id;                         // what the search answers
  QString label, category;            // all texts are plain
  QString summary;                    // a sentence, shown below the list
  QString keywords, doc;              // searched as well
  QString hint;                       // at the right: a shortcut
  std::vector<Type> inputs, outputs;  // of a node: their colours are shown
  QString port, portLabel;            // which of its ports a dropped wire would be linked to
  bool portIsExact = false;           // which says more of what it takes than "anything"
  QString unavailable;                // why it cannot be chosen; it is shown all the same
  int standing = 0;                   // 0 .. 1000: how lately and how often it was used; -1: after all others
};

}  // namespace weft::editor
