// The runs of a tab as a list, newest first: waiting, under way, over.
#pragma once

#include <QAbstractListModel>
#include <QPointer>
#include <QStyledItemDelegate>

#include "run/run_controller.h"

namespace weft::editor {

class RunList : public QAbstractListModel {
  Q_OBJECT

 public:
  using QAbstractListModel::QAbstractListModel;
  void setController(RunController* controller);
  const RunRecord* at(const QModelIndex& index) const;  // nullptr: none

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  // Dragged out: the graph as it ran, as "application/x-weft-graph" and as text, and the files that it saved.
  QMimeData* mimeData(const QModelIndexList& indexes) const override;
  QStringList mimeTypes() const override;

 private:
  void changed(int id);
  void reload();

  QPointer<RunController> m_controller;
  QList<int> m_ids;  // oldest first
};

// Draws a run: its first picture, what it was, how it went.
class RunDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

QString statusText(const RunRecord& record);  // "Done in 2.1 s", "12 of 30 nodes", "sample: out of memory"

}  // namespace weft::editor
