// Graphs as cards with a small drawing each: to choose what to begin with.
#pragma once

#include <QAbstractListModel>
#include <QListView>
#include <QStyledItemDelegate>

#include "palette/fuzzy.h"
#include "palette/graph_shelf.h"

namespace weft::editor {

class ShelfModel : public QAbstractListModel {
  Q_OBJECT

 public:
  using QAbstractListModel::QAbstractListModel;
  void setGraphs(std::vector<ShelvedGraph> graphs);
  // Of the subject, all where it is empty, what the text finds.
  void show(const QString& subject, const QString& text);
  QStringList subjects() const;  // in the order of the graphs

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  const ShelvedGraph& graph(int row) const { return m_graphs[m_rows[static_cast<size_t>(row)]]; }

 private:
  std::vector<ShelvedGraph> m_graphs;
  std::vector<Searchable> m_texts;
  std::vector<size_t> m_rows;
};

// Cards side by side, as many in a row as there is room for.
class ShelfView : public QListView {
  Q_OBJECT

 public:
  explicit ShelfView(QWidget* parent);
  ShelfModel& shelf() { return m_shelf; }

 signals:
  void chosen(const QString& path);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void choose(const QModelIndex& index);
  void fitColumns();

  ShelfModel m_shelf;
};

}  // namespace weft::editor
