// The node library: every type by category, with a search above, favourites and what was used lately. A type is dragged
// onto the canvas, or placed with Enter or a double click.
#pragma once

#include <memory>

#include <QPointer>
#include <QWidget>

#include "palette/node_entries.h"

namespace weft::editor {

// What is dragged: the type's id, UTF-8. "graph:NAME" is a subgraph of the file.
inline const char* nodeTypeMime() { return "application/x-weft-node-type"; }

class NodeLibrary : public QWidget {
  Q_OBJECT

 public:
  explicit NodeLibrary(const NodeCatalog& catalog, QWidget* parent = nullptr);  // `catalog` outlives it
  ~NodeLibrary() override;

  // The graph of the tab that is shown, whose subgraphs are listed beside the catalogue. nullptr: none is open.
  void setModel(const GraphModel* model);
  void focusSearch();

 signals:
  void placeWanted(const QString& typeId);
  void pointed(const QString& typeId);  // the current row is another

 private:
  void readEntries();
  void rebuild();
  void fillTree();
  void fillFound(const QString& text);
  void place();
  void showMenu(QPoint at);
  QString current() const;

  struct State;
  const NodeCatalog& m_catalog;
  QPointer<const GraphModel> m_model;
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
