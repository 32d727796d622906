// The tree of the node library: rows with ids of types, dragged out as nodeTypeMime(). A star at the right of a row
// marks a favourite.
#pragma once

#include <QStyledItemDelegate>
#include <QTreeWidget>

#include "palette/palette_entry.h"

namespace weft::editor {

class NodeTreeView : public QTreeWidget {
  Q_OBJECT

 public:
  // Of a row: the type's id (none in the row of a category), the colour of what it gives, whether it cannot be had.
  enum Role { IdRole = Qt::UserRole, ColourTypeRole, DimRole, MarkedRole, CategoryRole };

  explicit NodeTreeView(QWidget* parent);
  QTreeWidgetItem* addEntry(QTreeWidgetItem* parent, const PaletteEntry& entry, bool marked);
  QTreeWidgetItem* addCategory(QTreeWidgetItem* parent, const QString& name, const QString& whole);
  static QString idOf(const QTreeWidgetItem* item);        // empty: a category
  static QString categoryOf(const QTreeWidgetItem* item);  // its whole name, "Sampling/Solver"

 signals:
  void entered(const QString& typeId);      // Enter, or a double click
  void starPressed(const QString& typeId);  // the star was clicked

 protected:
  QMimeData* mimeData(const QList<QTreeWidgetItem*>& items) const override;
  QStringList mimeTypes() const override;
  void startDrag(Qt::DropActions actions) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;

 private:
  bool isOnStar(QPoint at) const;
};

}  // namespace weft::editor
