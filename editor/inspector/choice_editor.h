// One of several: a choice of a parameter, or a subgraph of the file. Where there are many, what is typed filters them.
#pragma once

#include <QComboBox>

#include "inspector/parameter_editor.h"

namespace weft::editor {

class ChoiceEditor : public ParameterEditor {
  Q_OBJECT

 public:
  ChoiceEditor(const ParameterType& type, QWidget* parent);
  ~ChoiceEditor() override;
  void setValue(const Json& value) override;
  Json value() const override { return m_value; }

 protected:
  explicit ChoiceEditor(QWidget* parent);
  void add(const QString& id, const QString& label, const QString& doc);
  QComboBox& box() { return *m_box; }
  virtual void chosen(const QString& id);
  void put(const Json& value);
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void makeSearchable();
  void finishTyping();

  QComboBox* m_box;
  Json m_value;
};

// The parameter names a subgraph; "New subgraph…" gives the name of one that setParameter() then makes.
class SubgraphEditor : public ChoiceEditor {
  Q_OBJECT

 public:
  SubgraphEditor(const GraphModel& model, QWidget* parent);
  void setValue(const Json& value) override;

 protected:
  void chosen(const QString& id) override;

 private:
  void fill();
  const GraphModel& m_model;
};

}  // namespace weft::editor
