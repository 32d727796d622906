#include "inspector/seed_editor.h"

#include <QHBoxLayout>
#include <QRandomGenerator>

#include "inspector/field_painting.h"
#include "theme/icons.h"

namespace weft::editor {
namespace {

QToolButton* button(Icon which, const char* name, const char* tip, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setIcon(icon(which));
  button->setObjectName(name);
  button->setAccessibleName(tip);
  button->setToolTip(tip);
  button->setAutoRaise(true);
  button->setFixedSize(24, fieldHeight(*button));
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

}  // namespace

SeedEditor::SeedEditor(const ParameterType& type, QWidget* parent)
    : ParameterEditor(parent),
      m_number(new NumberEditor(type, this)),
      m_dice(button(Icon::Random, "dice", "New random seed", this)),
      m_back(button(Icon::Undo, "lastSeed", "Back to the seed before", this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins({});
  layout->setSpacing(2);
  layout->addWidget(m_number, 1);
  layout->addWidget(m_back);
  layout->addWidget(m_dice);
  setFocusProxy(m_number);
  m_back->hide();
  connect(m_number, &ParameterEditor::edited, this, [this](const Json& value, bool done) {
    if (done) remember(value);
    emit edited(value, done);
  });
  connect(m_number, &ParameterEditor::cancelled, this, &ParameterEditor::cancelled);
  // Short enough to be read and told; 2^32 of them are plenty.
  connect(m_dice, &QToolButton::clicked, this,
          [this] { choose(static_cast<int64_t>(QRandomGenerator::global()->generate())); });
  connect(m_back, &QToolButton::clicked, this, [this] { choose(m_before); });
}

void SeedEditor::setValue(const Json& value) {
  remember(value);
  m_number->setValue(value);
}

void SeedEditor::remember(const Json& value) {
  if (value == m_seen) return;
  if (!m_seen.is_null()) m_before = m_seen;
  m_seen = value;
  m_back->setVisible(!m_before.is_null());
  if (!m_before.is_null()) m_back->setToolTip(QString("Back to the seed before: %1").arg(m_before.get<qint64>()));
}

void SeedEditor::choose(const Json& value) {
  const Json chosen = value;
  setValue(chosen);
  emit edited(chosen, true);
}

}  // namespace weft::editor
