// The parameters of what is selected, in their groups, rarely wanted ones folded away. Rows stay while the document
// changes around them, so that whoever types in one goes on typing.
#pragma once

#include <QHash>

#include "inspector/parameter_row.h"

namespace weft::editor {

class Section;

// The parameters that all of `nodes` have, of the same kind, in the order of the first of them.
std::vector<RowContent> commonParameters(const GraphModel& model, const QString& graph, const QStringList& nodes);

class ParameterList : public QWidget {
  Q_OBJECT

 public:
  ParameterList(GraphModel& model, QWidget* parent);
  void show(const std::vector<RowContent>& contents);
  bool isEmpty() const { return m_rows.empty(); }

 signals:
  void jumpWanted(const QString& node);
  void failed(const QString& message);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  bool update(const std::vector<RowContent>& contents);  // false: they want other rows
  void build(const std::vector<RowContent>& contents);
  void clear();
  void alignLabels();

  GraphModel& m_model;
  QVBoxLayout* m_layout;
  std::vector<ParameterRow*> m_rows;
  std::vector<QWidget*> m_parts;  // sections and rows outside of them
  QHash<QString, bool> m_open;    // sections, by title
};

}  // namespace weft::editor
