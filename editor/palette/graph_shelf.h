// The graphs that are shipped: what there is, what each is called, what it needs.
#pragma once

#include <vector>

#include <QStringList>

#include "palette/schematic.h"

namespace weft::editor {

struct ShelvedGraph {
  QString path, subject;  // "Sampling": the folder's name; of a graph that lies in no folder "First steps"
  QString name, about;
  int nodes = 0;        // in all graphs of the file
  QStringList missing;  // packs of node types that the catalogue has not
  Schematic schematic;
  QString error;  // why it cannot be read; empty: it can
};

// Beside the program: share/weft/graphs.
QString shippedGraphsFolder();

// Every graph file below the folder, by subject and name. Reads them all: not for the GUI thread.
std::vector<ShelvedGraph> graphsIn(const QString& folder, const NodeCatalog& catalog);

// "org.example.blend.Blend" → "org.example.blend", of the types that `document` uses and the catalogue has not.
QStringList missingPacks(const Document& document, const NodeCatalog& catalog);

}  // namespace weft::editor
