#include "window/shortcuts_dialog.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>

#include "palette/fuzzy.h"
#include "theme/icons.h"
#include "theme/theme.h"
#include "window/actions.h"

namespace weft::editor {
namespace {

constexpr int idRole = Qt::UserRole;

QPushButton* makeButton(const char* text, const char* name) {
  auto* button = new QPushButton(text);
  button->setObjectName(name);
  button->setAccessibleName(text);
  button->setAutoDefault(false);
  return button;
}

// An action is one press of keys.
QKeySequence firstPress(const QKeySequence& keys) { return keys.isEmpty() ? QKeySequence() : QKeySequence(keys[0]); }

QString withoutMnemonic(QString text) { return text.remove(u'&'); }

}  // namespace

// Tab and Escape stay what they are in a dialog.
bool KeyField::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    event->accept();
    return true;
  }
  if (event->type() != QEvent::KeyPress) return QLineEdit::event(event);
  const auto& key = *static_cast<QKeyEvent*>(event);
  const bool isOfDialog = key.key() == Qt::Key_Tab || key.key() == Qt::Key_Backtab || key.key() == Qt::Key_Escape;
  const bool isModifier = key.key() == Qt::Key_Control || key.key() == Qt::Key_Shift || key.key() == Qt::Key_Alt ||
                          key.key() == Qt::Key_Meta || key.key() == Qt::Key_AltGr || key.key() == Qt::Key_unknown;
  if (isOfDialog && !(key.modifiers() & Qt::ControlModifier)) return QLineEdit::event(event);
  if (!isModifier) setKeys(QKeySequence(key.keyCombination()));
  return true;
}

void KeyField::setKeys(const QKeySequence& keys) {
  m_keys = keys;
  setText(keys.toString(QKeySequence::NativeText));
  emit pressed(keys);
}

ShortcutsDialog::ShortcutsDialog(Actions& actions, QWidget* parent)
    : QDialog(parent),
      m_actions(actions),
      m_search(new QLineEdit),
      m_tree(new QTreeWidget),
      m_note(new QLabel),
      m_keys(new KeyField),
      m_use(makeButton("Use", "shortcutUse")),
      m_clear(makeButton("No keys", "shortcutClear")),
      m_reset(makeButton("Reset", "shortcutReset")) {
  setObjectName("shortcuts");
  setWindowTitle("Keyboard shortcuts");
  resize(620, 640);
  m_search->setObjectName("shortcutSearch");
  m_search->setAccessibleName("Search shortcuts");
  m_search->setPlaceholderText("Search by name or by keys");
  m_search->setClearButtonEnabled(true);
  m_search->addAction(icon(Icon::Search, theme().dimText), QLineEdit::LeadingPosition);
  m_tree->setObjectName("shortcutList");
  m_tree->setAccessibleName("Actions and their keys");
  m_tree->setHeaderLabels({"Action", "Keys"});
  m_tree->header()->setStretchLastSection(false);
  m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  m_tree->setUniformRowHeights(true);
  m_note->setObjectName("shortcutNote");
  m_note->setTextFormat(Qt::PlainText);
  m_note->setWordWrap(true);
  m_note->setProperty("role", "dim");
  m_keys->setObjectName("shortcutKeys");
  m_keys->setAccessibleName("New keys of the action");
  m_keys->setPlaceholderText("Press keys");
  m_keys->setReadOnly(true);
  QPushButton* resetAll = makeButton("Reset all", "shortcutResetAll");
  QPushButton* close = makeButton("Close", "shortcutClose");

  auto* edit = new QHBoxLayout;
  edit->addWidget(m_keys, 1);
  for (QPushButton* button : {m_use, m_clear, m_reset}) edit->addWidget(button);
  auto* end = new QHBoxLayout;
  end->addWidget(resetAll);
  end->addStretch(1);
  end->addWidget(close);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(10);
  column->addWidget(m_search);
  column->addWidget(m_tree, 1);
  column->addWidget(m_note);
  column->addLayout(edit);
  column->addLayout(end);

  connect(m_search, &QLineEdit::textChanged, this, &ShortcutsDialog::search);
  connect(m_tree, &QTreeWidget::currentItemChanged, this, &ShortcutsDialog::showCurrent);
  connect(m_tree, &QTreeWidget::itemActivated, m_keys, qOverload<>(&QWidget::setFocus));
  connect(m_keys, &KeyField::pressed, this, &ShortcutsDialog::typed);
  connect(m_use, &QPushButton::clicked, this, &ShortcutsDialog::use);
  connect(m_clear, &QPushButton::clicked, this, [this] { m_actions.setKeys(current(), {}); });
  connect(m_reset, &QPushButton::clicked, this, [this] { m_actions.resetKeys(current()); });
  connect(resetAll, &QPushButton::clicked, this, [this] {
    for (const ActionSpec& spec : m_actions.table()) {
      if (spec.id) m_actions.resetKeys(spec.id);
    }
  });
  connect(close, &QPushButton::clicked, this, &QDialog::accept);
  connect(&m_actions, &Actions::keysChanged, this, &ShortcutsDialog::fill);
  fill();
  m_search->setFocus();
}

QString ShortcutsDialog::current() const {
  const QTreeWidgetItem* item = m_tree->currentItem();
  return item ? item->data(0, idRole).toString() : QString();
}

void ShortcutsDialog::fill() {
  const QString before = current();
  const QSignalBlocker quiet(m_tree);
  m_tree->clear();
  QHash<QString, QTreeWidgetItem*> categories;
  for (const ActionSpec& spec : m_actions.table()) {
    if (!spec.id) continue;
    const QString category = QString(spec.category).replace("/", ", ");
    QTreeWidgetItem*& parent = categories[category];
    if (!parent) {
      parent = new QTreeWidgetItem(m_tree, {category});
      parent->setFlags(Qt::ItemIsEnabled);
      parent->setForeground(0, theme().dimText);
      parent->setExpanded(true);
    }
    const QList<QKeySequence> keys = m_actions.find(spec.id)->shortcuts();
    auto* item = new QTreeWidgetItem(parent, {withoutMnemonic(spec.text), keysText(keys, QKeySequence::NativeText)});
    item->setData(0, idRole, QString(spec.id));
    if (keys != m_actions.tableKeys(spec.id)) item->setForeground(1, theme().accent);
    if (spec.id == before) m_tree->setCurrentItem(item);
  }
  search(m_search->text());
  showCurrent();
}

void ShortcutsDialog::search(const QString& text) {
  const FuzzyQuery query(text);
  QTreeWidgetItem* first = nullptr;
  for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
    QTreeWidgetItem* category = m_tree->topLevelItem(i);
    bool any = false;
    for (int j = 0; j < category->childCount(); ++j) {
      QTreeWidgetItem* item = category->child(j);
      const bool hasKeys = item->text(1).contains(text.trimmed(), Qt::CaseInsensitive);
      const bool found = hasKeys || query.match(Searchable(item->text(0), {}, category->text(0), {}));
      item->setHidden(!found);
      any = any || found;
      if (found && !first) first = item;
    }
    category->setHidden(!any);
  }
  if (!text.trimmed().isEmpty()) m_tree->setCurrentItem(first);
}

void ShortcutsDialog::showCurrent() {
  const QString id = current();
  const QAction* action = m_actions.find(id);
  const QSignalBlocker quiet(m_keys);
  m_keys->setKeys({});
  m_keys->setEnabled(action);
  m_use->setEnabled(false);
  m_clear->setEnabled(action && !action->shortcuts().isEmpty());
  m_reset->setEnabled(action && action->shortcuts() != m_actions.tableKeys(id));
  const QString name = action ? m_tree->currentItem()->text(0) : QString();
  m_note->setText(action ? QString("Press new keys for “%1”:").arg(name)
                         : QString("Choose an action to change its keys."));
}

void ShortcutsDialog::typed() {
  const QKeySequence keys = m_keys->keys();
  m_use->setEnabled(!keys.isEmpty());
  if (keys.isEmpty()) return;
  const QAction* other = m_actions.withKeys(keys);
  const QString shown = keys.toString(QKeySequence::NativeText);
  if (other && other->objectName() == current())
    m_note->setText(shown + " is what it has.");
  else if (other)
    m_note->setText(QString("%1 is for “%2”. “Use” takes it from there.").arg(shown, withoutMnemonic(other->text())));
  else
    m_note->setText(shown + " is free.");
}

void ShortcutsDialog::use() {
  const QString id = current();
  const QKeySequence keys = m_keys->keys();
  if (id.isEmpty() || keys.isEmpty()) return;
  if (QAction* other = m_actions.withKeys(keys); other && other->objectName() != id) {
    QList<QKeySequence> left = other->shortcuts();
    left.removeAll(keys);
    m_actions.setKeys(other->objectName(), left);
  }
  m_actions.setKeys(id, {keys});
  m_tree->setFocus();
}

}  // namespace weft::editor
