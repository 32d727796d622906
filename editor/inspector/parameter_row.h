// One line of the inspector: a parameter's label, its editor, and what else can be done with it.
#pragma once

#include <QLabel>
#include <QToolButton>

#include "document/links.h"
#include "document/node_face.h"
#include "inspector/parameter_editor.h"

namespace weft::editor {

class LinkButton;
class SeedButton;

// The parameter of one node, or the same one of several.
struct RowContent {
  QString graph;
  QSet<QString> nodes;
  ParameterFace face;             // of one of them; null value: theirs differ
  bool isGiven = false;           // by any: there is something to reset
  std::optional<PortRef> source;  // what gives it; nullopt: nothing, or several things
  bool isPromoted = false;        // a graph's input gives it
  SeedChange seeds = SeedChange::Fixed;
};

class ParameterRow : public QWidget {
  Q_OBJECT

 public:
  ParameterRow(GraphModel& model, const RowContent& content, QWidget* parent);
  const RowContent& content() const { return m_content; }
  // False: it is another parameter, which wants a row of its own.
  bool setContent(const RowContent& content);
  void setLabelWidth(int width);

 signals:
  void jumpWanted(const QString& node);
  void failed(const QString& message);

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  void refresh();
  void showMenu(QPoint at);
  void addLinkActions(QMenu& menu);
  void apply(const Edit& edit);
  void reset();
  void promote();
  void unpromote();
  void disconnectSource();
  void copyValue() const;
  void pasteValue();
  QString toolTipText() const;

  GraphModel& m_model;
  RowContent m_content;
  QLabel* m_label;
  ParameterEditor* m_editor;
  LinkButton* m_link;
  SeedButton* m_seeds;
  QToolButton* m_reset;
};

}  // namespace weft::editor
