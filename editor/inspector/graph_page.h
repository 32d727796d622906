// The page of the graph that is open: its name and what is said of it, its inputs as a form, its outputs, and the
// subgraphs of the file.
#pragma once

#include <QLineEdit>
#include <QPlainTextEdit>

#include "document/selection.h"
#include "inspector/parameter_list.h"

namespace weft::editor {

class PortList;
class Section;

class GraphPage : public QWidget {
  Q_OBJECT

 public:
  GraphPage(GraphModel& model, Selection& selection, QWidget* parent);
  void show();

 signals:
  void jumpWanted(const QString& node);
  void failed(const QString& message);

 private:
  void showTexts();
  void showSubgraphs();
  void apply(const Edit& edit);
  void openSubgraph(const QString& name);

  GraphModel& m_model;
  Selection& m_selection;
  QLineEdit* m_name;
  QPlainTextEdit* m_doc;
  Section *m_values, *m_inputs, *m_outputs, *m_subgraphs;
  ParameterList* m_form;
  PortList *m_inputList, *m_outputList;
  QStringList m_shownSubgraphs;
  bool m_isShowing = false;
};

}  // namespace weft::editor
