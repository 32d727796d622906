#include "canvas/tools/inline_editor.h"

#include <QCoreApplication>
#include <QLayout>
#include <QMouseEvent>

#include "canvas/canvas_view.h"
#include "inspector/edit_gesture.h"
#include "inspector/number_editor.h"

namespace weft::editor {
namespace {

const ParameterFace& faceOf(CanvasView& view, const QString& node, const QString& parameter) {
  return *view.graph().node(node)->face().parameter(parameter);
}

QRectF rectOf(CanvasView& view, const QString& node, const QString& parameter) {
  const NodeItem& item = *view.graph().node(node);
  return item.parameterRect(parameter).translated(item.pos());
}

bool isText(const ParameterType& type) {
  return type.kind == WEFT_PARAMETER_STRING && type.has(WEFT_PARAMETER_MULTILINE);
}

QSize leastSize(const ParameterType& type) { return isText(type) ? QSize(260, 110) : QSize(160, 28); }

}  // namespace

InlineEditor::InlineEditor(CanvasView& view, const QString& node, const QString& parameter)
    : CanvasOverlay(view, rectOf(view, node, parameter), leastSize(*faceOf(view, node, parameter).type)) {
  hide();
  const ParameterFace& face = faceOf(view, node, parameter);
  m_staysOpen = isText(*face.type);
  m_editor = makeParameterEditor(*face.type, view.model(), this);
  m_editor->setValue(face.value);
  auto* gesture = new EditGesture(*m_editor, view.model(), view.selection().graph(), {node}, parameter);
  connect(gesture, &EditGesture::failed, &view, &CanvasView::message);
  connect(m_editor, &ParameterEditor::edited, this, [this](const Json&, bool done) { edited(done); });
  connect(m_editor, &ParameterEditor::cancelled, this, &InlineEditor::close);
  setContent(m_editor);
  if (m_staysOpen) layout()->setAlignment(m_editor, Qt::AlignTop);  // it is as high as its text
}

QWidget* InlineEditor::numberField() const { return m_editor->findChild<NumberEditor*>(); }

void InlineEditor::begin() {
  m_begun = true;
  show();
  m_editor->setFocus();
  if (QWidget* number = numberField()) {
    // As a person would: a click begins to type.
    const QPoint at = number->rect().center(), global = number->mapToGlobal(at);
    QMouseEvent press(QEvent::MouseButtonPress, at, global, Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
    QMouseEvent release(QEvent::MouseButtonRelease, at, global, Qt::LeftButton, Qt::NoButton, Qt::NoModifier);
    QCoreApplication::sendEvent(number, &press);
    QCoreApplication::sendEvent(number, &release);
  }
}

void InlineEditor::edited(bool done) {
  if (done && m_begun && !m_staysOpen) close();
}

void editInPlace(CanvasView& view, QString node, QString parameter) {
  const NodeItem* item = view.graph().node(node);
  const ParameterFace* face = item ? item->face().parameter(parameter) : nullptr;
  if (!face || face->linked || item->parameterRect(parameter).isNull()) return;
  (new InlineEditor(view, node, parameter))->begin();
}

}  // namespace weft::editor
