#include "inspector/choice_editor.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QWheelEvent>

#include "document/graph_model.h"
#include "inspector/field_painting.h"

namespace weft::editor {
namespace {

constexpr int searchableFrom = 12;
QString newSubgraph() { return "@new"; }  // no name of a graph

}  // namespace

ChoiceEditor::ChoiceEditor(QWidget* parent) : ParameterEditor(parent), m_box(new QComboBox(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(m_box);
  setFocusProxy(m_box);
  m_box->setFocusPolicy(Qt::StrongFocus);
  m_box->setPlaceholderText(mixedText());
  m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_box->setMinimumContentsLength(6);
  m_box->setMaxVisibleItems(24);
  m_box->installEventFilter(this);
  connect(m_box, &QComboBox::activated, this, [this](int index) { chosen(m_box->itemData(index).toString()); });
}

ChoiceEditor::ChoiceEditor(const ParameterType& type, QWidget* parent) : ChoiceEditor(parent) {
  for (const Choice& choice : type.choices) {
    add(QString::fromStdString(choice.id), QString::fromStdString(choice.label.empty() ? choice.id : choice.label),
        QString::fromStdString(choice.doc));
  }
  if (type.choices.size() >= searchableFrom) makeSearchable();
}

void ChoiceEditor::add(const QString& id, const QString& label, const QString& doc) {
  m_box->addItem(label, id);
  if (!doc.isEmpty()) m_box->setItemData(m_box->count() - 1, plainTip(doc), Qt::ToolTipRole);
}

void ChoiceEditor::makeSearchable() {
  m_box->setEditable(true);
  m_box->setInsertPolicy(QComboBox::NoInsert);
  m_box->completer()->setCompletionMode(QCompleter::PopupCompletion);
  m_box->completer()->setFilterMode(Qt::MatchContains);
  m_box->completer()->setCaseSensitivity(Qt::CaseInsensitive);
  m_box->lineEdit()->setPlaceholderText(mixedText());
  m_box->lineEdit()->installEventFilter(this);
  connect(m_box->lineEdit(), &QLineEdit::editingFinished, this, &ChoiceEditor::finishTyping);
}

// A part that loses the focus while it goes tells nobody any more.
ChoiceEditor::~ChoiceEditor() {
  if (m_box->lineEdit()) m_box->lineEdit()->disconnect(this);
}

void ChoiceEditor::setValue(const Json& value) {
  m_value = value;
  const int at = value.is_string() ? m_box->findData(QString::fromStdString(value.get_ref<const std::string&>())) : -1;
  const bool isTyping = m_box->isEditable() && m_box->lineEdit()->isModified() && m_box->lineEdit()->hasFocus();
  if (isTyping) return;
  m_box->setCurrentIndex(at);
  m_box->setToolTip(at < 0 ? QString() : m_box->itemData(at, Qt::ToolTipRole).toString());
  if (at < 0 && m_box->isEditable()) m_box->setEditText({});
}

// Words that name one choice alone take it; others are forgotten.
void ChoiceEditor::finishTyping() {
  const QString text = m_box->currentText().trimmed();
  if (!m_box->lineEdit()->isModified()) return;
  m_box->lineEdit()->setModified(false);
  int found = m_box->findText(text, Qt::MatchFixedString);
  if (found < 0 && !text.isEmpty()) {
    for (int i = 0, matches = 0; i < m_box->count(); ++i) {
      if (!m_box->itemText(i).contains(text, Qt::CaseInsensitive)) continue;
      found = ++matches == 1 ? i : -1;
    }
  }
  if (found < 0) return setValue(m_value);
  m_box->setCurrentIndex(found);
  chosen(m_box->itemData(found).toString());
}

void ChoiceEditor::chosen(const QString& id) { put(id.toStdString()); }

void ChoiceEditor::put(const Json& value) {
  if (m_box->isEditable()) m_box->lineEdit()->setModified(false);
  if (value == m_value) return;
  m_value = value;
  emit edited(m_value, true);
}

bool ChoiceEditor::eventFilter(QObject* watched, QEvent* event) {
  if (leavesToWindow(*event)) return true;
  if (watched == m_box && event->type() == QEvent::Wheel && !m_box->hasFocus()) {
    event->ignore();  // the page scrolls
    return true;
  }
  const bool escapes = event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape;
  if (escapes && m_box->isEditable() && watched == m_box->lineEdit() && m_box->lineEdit()->isModified()) {
    m_box->lineEdit()->setModified(false);
    setValue(m_value);
    return true;
  }
  return ParameterEditor::eventFilter(watched, event);
}

SubgraphEditor::SubgraphEditor(const GraphModel& model, QWidget* parent) : ChoiceEditor(parent), m_model(model) {
  fill();
  connect(&model, &GraphModel::changed, this, [this](const Change& change) {
    if (change.subgraphs) setValue(value());
  });
}

void SubgraphEditor::fill() {
  box().clear();
  add({}, "None", "No subgraph is chosen");
  for (const auto& [name, graph] : m_model.document().subgraphs()) {
    add(QString::fromStdString(name), QString::fromStdString(name), {});
  }
  box().insertSeparator(box().count());
  add(newSubgraph(), "New subgraph…", "Makes an empty one and chooses it");
}

void SubgraphEditor::setValue(const Json& value) {
  fill();
  // The name of one that is not there stays, and is seen to be missing.
  if (value.is_string()) {
    const QString name = QString::fromStdString(value.get_ref<const std::string&>());
    if (!name.isEmpty() && box().findData(name) < 0) add(name, name + " (missing)", "The file has no such subgraph");
  }
  ChoiceEditor::setValue(value);
}

void SubgraphEditor::chosen(const QString& id) {
  if (id != newSubgraph()) return put(id.toStdString());
  QString name = "body";
  for (int i = 2; m_model.graph(name); ++i) name = QString("body_%1").arg(i);
  put(name.toStdString());
}

}  // namespace weft::editor
