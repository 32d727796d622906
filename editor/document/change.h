// What an edit touched, so that views read no more than that anew.
#pragma once

#include <QHash>
#include <QSet>
#include <QString>

#include <weft/graph/document.h>

namespace weft::editor {

struct Change {
  struct InGraph {
    // Nodes that came, went or changed, in the file or in how they look (position, colour, …), and whose faces may
    // differ because of what others did: both ends of a wire. The nodes that stand for the graph's own inputs and
    // outputs ("@inputs", "@outputs") are among them.
    QSet<QString> nodes;
    bool links = false;       // wires came, went, or lead elsewhere: linksOf() may differ
    bool decoration = false;  // groups, notes, and whatever else the editor keeps
    bool everything = false;  // came as a whole
  };
  QHash<QString, InGraph> graphs;  // by name; "" is the top graph
  bool subgraphs = false;          // one came, went, or has another name
  bool isEmpty() const { return graphs.isEmpty() && !subgraphs; }
};

// Of `splices`, the inverse that editDocument() answered, done to `document`. What depends on the ports of subgraphs
// that changed, their instances above all, is among the nodes that changed.
Change changeOf(const Json& splices, const Document& document);

// Of nodes, by graph, whose ports are others now, for a reason that is not in the document.
Change changeOfPorts(const QHash<QString, QSet<QString>>& nodes, const Document& document);

}  // namespace weft::editor
