// What is known of the nodes that are selected: header, parameters, where they compute, what runs told.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QToolButton>

#include "document/selection.h"
#include "inspector/node_header.h"
#include "inspector/parameter_list.h"

namespace weft::editor {

class Section;

class NodePage : public QWidget {
  Q_OBJECT

 public:
  NodePage(GraphModel& model, const Selection& selection, const RunState& runs, QWidget* parent);
  void show(const QStringList& nodes);  // not empty; all of them there
  void showRun();
  const QStringList& nodes() const { return m_nodes; }

 signals:
  void jumpWanted(const QString& node);
  void failed(const QString& message);

 private:
  QComboBox* addField(const char* key, const QString& label, const QStringList& values);
  void showField(QComboBox& box, const char* key);
  void offerOutputs();

  GraphModel& m_model;
  const Selection& m_selection;
  const RunState& m_runs;
  QStringList m_nodes;
  NodeHeader* m_header;
  ParameterList* m_parameters;
  Section *m_computing, *m_results;
  QComboBox *m_device, *m_dtype;
  QLabel* m_outputs;
  QToolButton* m_giveOut;
};

}  // namespace weft::editor
