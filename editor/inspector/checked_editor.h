// The editor of a parameter's kind, or, while the file has something there that the kind cannot show, that value as it
// stands, marked, as JSON.
#pragma once

#include "inspector/parameter_editor.h"

namespace weft::editor {

class JsonEditor;

class CheckedEditor : public ParameterEditor {
  Q_OBJECT

 public:
  // Takes `own` as its child.
  CheckedEditor(const ParameterType& type, ParameterEditor* own, QWidget* parent);
  void setValue(const Json& value) override;
  Json value() const override;

 private:
  void follow(ParameterEditor* editor);

  const ParameterType m_type;
  ParameterEditor* m_own;
  JsonEditor* m_json = nullptr;  // made when it is first needed
};

}  // namespace weft::editor
