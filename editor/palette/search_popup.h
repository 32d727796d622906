// The search for nodes: opens where a person points, fuzzy over name, keywords, category and documentation, what was
// used lately first. Also offers the file's subgraphs, and what node_entries.h has beside them.
#pragma once

#include "palette/node_entries.h"
#include "palette/palette_box.h"
#include "palette/recent_types.h"

namespace weft::editor {

class SearchPopup : public PaletteBox {
  Q_OBJECT

 public:
  SearchPopup(const GraphModel& model, QWidget* parent);
  void openAt(QPoint global, const SearchFilter& filter = {});

 signals:
  // A node type, "graph:NAME", noteEntry(), groupEntry(), inputsNode() or outputsNode() (names.h).
  // `port`: which of the node's ports or parameters the filter fits; empty without a filter.
  void chosen(const QString& typeId, const QString& port);
  void cancelled();

 private:
  const GraphModel& m_model;
};

}  // namespace weft::editor
