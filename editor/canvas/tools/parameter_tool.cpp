#include "canvas/tools/parameter_tool.h"

#include <QApplication>
#include <QMenu>
#include <QMouseEvent>

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "commands/parameter_edits.h"

namespace weft::editor {
namespace {

bool isNumber(const ParameterType& type) {
  return type.kind == WEFT_PARAMETER_NUMBER || type.kind == WEFT_PARAMETER_INTEGER || type.kind == WEFT_PARAMETER_SEED;
}

}  // namespace

const ParameterFace* ParameterTool::faceAt(const CanvasMouse& mouse) const {
  if (!mouse.node || mouse.hit.part != NodeHit::Part::Parameter) return nullptr;
  const ParameterFace* face = mouse.node->face().parameter(mouse.hit.id);
  return face && !face->linked ? face : nullptr;
}

bool ParameterTool::press(const CanvasMouse& mouse) {
  const ParameterFace* face = faceAt(mouse);
  const auto others = mouse.modifiers & (Qt::ControlModifier | Qt::AltModifier);
  if (!face || mouse.button != Qt::LeftButton || others) return false;
  m_node = mouse.node->face().id;
  m_parameter = face->id;
  m_pressed = mouse.view;
  m_dragged = false;
  if (!view().selection().nodes().contains(m_node)) view().selection().set({m_node}, m_node);
  if (!isNumber(*face->type)) return true;
  m_number = new InlineEditor(view(), m_node, m_parameter);
  if (m_number->numberField()) {
    hand(QEvent::MouseButtonPress, mouse, Qt::LeftButton);
  } else {
    m_number->close();
    m_number = nullptr;
  }
  return true;
}

// The number's own editor, unseen, is dragged: the canvas shows each value as the document has it.
void ParameterTool::hand(QEvent::Type type, const CanvasMouse& mouse, Qt::MouseButton button) {
  QWidget* field = m_number->numberField();
  const QPoint global = view().viewport()->mapToGlobal(mouse.view);
  const auto buttons = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton;
  QMouseEvent event(type, field->mapFromGlobal(global), global, button, buttons, mouse.modifiers);
  QApplication::sendEvent(field, &event);
}

void ParameterTool::move(const CanvasMouse& mouse) {
  m_dragged = m_dragged || (mouse.view - m_pressed).manhattanLength() >= QApplication::startDragDistance();
  if (m_number && m_dragged) hand(QEvent::MouseMove, mouse, Qt::NoButton);
}

void ParameterTool::release(const CanvasMouse& mouse) {
  if (!m_dragged) return click();
  if (!m_number) return;
  hand(QEvent::MouseButtonRelease, mouse, Qt::LeftButton);
  if (m_number) m_number->close();
}

void ParameterTool::cancel() {
  if (!m_number) return;
  QKeyEvent escape(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier);
  QApplication::sendEvent(m_number->numberField(), &escape);
  if (m_number) m_number->close();
}

void ParameterTool::click() {
  if (m_number) m_number->close();
  const NodeItem* item = view().graph().node(m_node);
  const ParameterFace* face = item ? item->face().parameter(m_parameter) : nullptr;
  if (!face) return;
  if (face->type->kind == WEFT_PARAMETER_BOOLEAN) {
    const bool isOn = face->value.is_boolean() && face->value.get<bool>();
    perform(view(), setParameter(view().model(), view().selection().graph(), {m_node}, m_parameter, !isOn));
  } else if (face->type->kind == WEFT_PARAMETER_CHOICE) {
    openChoices(*face);
  } else {
    editInPlace(view(), m_node, m_parameter);
  }
}

void ParameterTool::openChoices(const ParameterFace& face) {
  auto* menu = new QMenu(&view());
  menu->setObjectName("menu:choices");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->setToolTipsVisible(true);
  const QString graph = view().selection().graph();
  QAction* current = nullptr;
  for (const Choice& choice : face.type->choices) {
    QString label = QString::fromStdString(choice.label.empty() ? choice.id : choice.label);
    QAction* action = menu->addAction(label.replace("&", "&&"), menu,
                                      [&view = view(), graph, node = m_node, parameter = m_parameter, id = choice.id] {
                                        perform(view, setParameter(view.model(), graph, {node}, parameter, id));
                                      });
    action->setToolTip(QString::fromStdString(choice.doc).toHtmlEscaped());
    action->setCheckable(true);
    action->setChecked(face.value == choice.id);
    if (action->isChecked()) current = action;
  }
  const NodeItem* item = view().graph().node(m_node);
  const QRectF rect = item->parameterRect(m_parameter).translated(item->pos());
  menu->popup(view().viewport()->mapToGlobal(view().mapFromScene(rect.bottomLeft())));
  if (current) menu->setActiveAction(current);
}

// A switch is clicked twice, then; anything else is typed.
bool ParameterTool::doubleClick(const CanvasMouse& mouse) {
  const ParameterFace* face = faceAt(mouse);
  if (!face) return false;
  if (face->type->kind == WEFT_PARAMETER_BOOLEAN) return false;
  editInPlace(view(), mouse.node->face().id, face->id);
  return true;
}

bool ParameterTool::hover(const CanvasMouse& mouse) {
  const ParameterFace* face = faceAt(mouse);
  if (!face) return false;
  const bool isText = face->type->kind == WEFT_PARAMETER_STRING || face->type->kind == WEFT_PARAMETER_NAME;
  view().viewport()->setCursor(isNumber(*face->type) ? Qt::SizeHorCursor
                               : isText              ? Qt::IBeamCursor
                                                     : Qt::PointingHandCursor);
  return true;
}

}  // namespace weft::editor
