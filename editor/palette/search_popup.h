// The search for nodes: opens where a person points, fuzzy over name, keywords, category and documentation, what was
// used lately first. Also offers the file's subgraphs. Keyboard alone is enough: type, arrows, Enter, Escape.
#pragma once

#include <optional>

#include <QFrame>

#include "document/graph_model.h"

namespace weft::editor {

// Only nodes that a wire fits which was let go: an input that takes `from`, or an output that gives `to`.
struct SearchFilter {
  std::optional<Type> from, to;
};

class SearchPopup : public QFrame {
  Q_OBJECT

 public:
  SearchPopup(const GraphModel& model, QWidget* parent);
  ~SearchPopup() override;
  void openAt(QPoint global, const SearchFilter& filter = {});

 signals:
  // `port`: which of the node's ports the filter fits; empty without a filter.
  void chosen(const QString& typeId, const QString& port);
  void cancelled();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

// Nodes that were placed lately, newest first, kept between sessions.
QStringList recentlyUsedTypes();
void noteUsedType(const QString& typeId);

}  // namespace weft::editor
