// A value as JSON text: for one that its parameter's kind does not know.
#pragma once

#include <QLineEdit>

#include "inspector/parameter_editor.h"

namespace weft::editor {

class JsonEditor : public ParameterEditor {
  Q_OBJECT

 public:
  explicit JsonEditor(QWidget* parent = nullptr);
  ~JsonEditor() override;
  void setValue(const Json& value) override;
  Json value() const override { return m_value; }
  void setProblem(const QString& problem);  // one line for people; empty: none

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void commit();

  QLineEdit* m_line;
  Json m_value;
};

}  // namespace weft::editor
