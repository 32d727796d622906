#include "inspector/parameter_editor.h"

#include "inspector/checked_editor.h"
#include "inspector/choice_editor.h"
#include "inspector/line_editor.h"
#include "inspector/number_editor.h"
#include "inspector/path_editor.h"
#include "inspector/prompt_editor.h"
#include "inspector/seed_editor.h"
#include "inspector/switch_editor.h"

namespace weft::editor {
namespace {

ParameterEditor* editorOfKind(const ParameterType& type, const GraphModel& model) {
  switch (type.kind) {
    case WEFT_PARAMETER_NUMBER:
    case WEFT_PARAMETER_INTEGER:
      return new NumberEditor(type, nullptr);
    case WEFT_PARAMETER_SEED:
      return new SeedEditor(type, nullptr);
    case WEFT_PARAMETER_BOOLEAN:
      return new SwitchEditor(type, nullptr);
    case WEFT_PARAMETER_CHOICE:
      return new ChoiceEditor(type, nullptr);
    case WEFT_PARAMETER_GRAPH:
      return new SubgraphEditor(model, nullptr);
    case WEFT_PARAMETER_PATH:
      return new PathEditor(type, model, nullptr);
    case WEFT_PARAMETER_NAME:
      return new LineEditor(type, LineEditor::Tells::Finished, nullptr);
    default:
      if (type.has(WEFT_PARAMETER_MULTILINE)) return new PromptEditor(type, nullptr);
      return new LineEditor(type, LineEditor::Tells::EveryKey, nullptr);
  }
}

}  // namespace

ParameterEditor* makeParameterEditor(const ParameterType& type, const GraphModel& model, QWidget* parent) {
  const QString label = QString::fromStdString(type.label);
  ParameterEditor* own = editorOfKind(type, model);
  own->setAccessibleName(label);
  for (QWidget* part : own->findChildren<QWidget*>()) {
    if (part->focusPolicy() != Qt::NoFocus && part->accessibleName().isEmpty()) part->setAccessibleName(label);
  }
  auto* editor = new CheckedEditor(type, own, parent);
  editor->setObjectName(QString::fromStdString(type.id));
  editor->setAccessibleName(label);
  return editor;
}

}  // namespace weft::editor
