#include "inspector/checked_editor.h"

#include <QHBoxLayout>

#include "inspector/json_editor.h"
#include "inspector/value_check.h"

namespace weft::editor {

CheckedEditor::CheckedEditor(const ParameterType& type, ParameterEditor* own, QWidget* parent)
    : ParameterEditor(parent), m_type(type), m_own(own) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(own);
  setFocusProxy(own);
  follow(own);
}

void CheckedEditor::follow(ParameterEditor* editor) {
  connect(editor, &ParameterEditor::edited, this, [this](const Json& value, bool done) {
    emit edited(value, done);
    if (sender() == m_json && fitsKind(m_type, value)) setValue(value);
  });
  connect(editor, &ParameterEditor::cancelled, this, &ParameterEditor::cancelled);
}

void CheckedEditor::setValue(const Json& value) {
  const bool fits = value.is_null() || fitsKind(m_type, value);
  if (!fits && !m_json) {
    m_json = new JsonEditor(this);
    m_json->setAccessibleName(accessibleName());
    layout()->addWidget(m_json);
    follow(m_json);
  }
  ParameterEditor* shown = fits ? m_own : m_json;
  const bool hadFocus = focusWidget() && focusWidget()->hasFocus();
  if (m_json) m_json->setVisible(!fits);
  m_own->setVisible(fits);
  setFocusProxy(shown);
  if (hadFocus && !shown->focusWidget()) shown->setFocus();
  shown->setValue(value);
  if (!fits) m_json->setProblem(valueProblem(m_type, value));
}

Json CheckedEditor::value() const { return m_json && !m_json->isHidden() ? m_json->value() : m_own->value(); }

}  // namespace weft::editor
