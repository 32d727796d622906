#include "inspector/parameter_editor.h"

#include "inspector/json_editor.h"

namespace weft::editor {

ParameterEditor* makeParameterEditor(const ParameterType& type, const GraphModel&, QWidget* parent) {
  auto* editor = new JsonEditor(parent);
  editor->setObjectName(QString::fromStdString(type.id));
  editor->setAccessibleName(QString::fromStdString(type.label));
  return editor;
}

}  // namespace weft::editor
