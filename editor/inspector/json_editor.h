// A value as JSON text: for one that its parameter's kind does not know.
#pragma once

#include <QLineEdit>

#include "inspector/parameter_editor.h"

namespace weft::editor {

class JsonEditor : public ParameterEditor {
  Q_OBJECT

 public:
  explicit JsonEditor(QWidget* parent = nullptr);
  void setValue(const Json& value) override;
  Json value() const override { return m_value; }

 private:
  void commit();

  QLineEdit* m_line;
  Json m_value;
};

}  // namespace weft::editor
