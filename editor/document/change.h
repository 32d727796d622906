// What an edit touched, so that views read no more than that anew.
#pragma once

#include <QHash>
#include <QSet>
#include <QString>

#include <weft/graph/document.h>

namespace weft::editor {

struct Change {
  struct InGraph {
    // Nodes that came, went or changed, in the file or in how they look (position, colour, …). The nodes that stand for
    // the graph's own inputs and outputs ("@inputs", "@outputs") are among them.
    QSet<QString> nodes;
    bool decoration = false;  // groups, notes, and whatever else the editor keeps
    bool everything = false;  // came as a whole
  };
  QHash<QString, InGraph> graphs;  // by name; "" is the top graph
  bool subgraphs = false;          // one came, went, or has another name
  bool isEmpty() const { return graphs.isEmpty() && !subgraphs; }
};

// Of `splices`, the inverse that editDocument() answered, done to `document`. An instance of a subgraph is among the
// nodes that changed when the subgraph's inputs or outputs did.
Change changeOf(const Json& splices, const Document& document);

}  // namespace weft::editor
