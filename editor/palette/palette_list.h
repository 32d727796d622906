// The rows of a search: entries in the order of how well they fit, and how a row is painted.
#pragma once

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include "palette/fuzzy.h"
#include "palette/palette_entry.h"

namespace weft::editor {

class PaletteModel : public QAbstractListModel {
  Q_OBJECT

 public:
  using QAbstractListModel::QAbstractListModel;
  void setEntries(std::vector<PaletteEntry> entries);
  void search(const QString& text);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

  const PaletteEntry& entry(int row) const { return m_entries[m_rows[static_cast<size_t>(row)].entry]; }
  const Match& match(int row) const { return m_rows[static_cast<size_t>(row)].match; }
  bool isSearching() const { return m_searching; }

 private:
  struct Row {
    size_t entry = 0;
    Match match;
    int rank = 0;
  };
  std::vector<PaletteEntry> m_entries;
  std::vector<Searchable> m_texts;  // one for each entry
  std::vector<Row> m_rows;
  bool m_searching = false;
};

// A dot in the colour of what a node gives, the label with the letters that were hit, ports, category or shortcut.
class PaletteDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  PaletteDelegate(const PaletteModel& model, QObject* parent) : QStyledItemDelegate(parent), m_model(model) {}
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  const PaletteModel& m_model;
};

}  // namespace weft::editor
