// On or off.
#pragma once

#include <QAbstractButton>

#include "inspector/parameter_editor.h"

namespace weft::editor {

class SwitchEditor : public ParameterEditor {
  Q_OBJECT

 public:
  SwitchEditor(const ParameterType& type, QWidget* parent);
  void setValue(const Json& value) override;
  Json value() const override { return m_value; }

 private:
  class Button;
  Button* m_button;
  Json m_value;
};

}  // namespace weft::editor
