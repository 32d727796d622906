// The list of shortcuts: every action by category, searched by name or by key, and its keys to be changed. Keys that
// another action has are taken from it, and that is said before.
#pragma once

#include <QDialog>
#include <QKeySequence>
#include <QLineEdit>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace weft::editor {

class Actions;

// Shows the keys that are pressed in it, at once.
class KeyField : public QLineEdit {
  Q_OBJECT

 public:
  using QLineEdit::QLineEdit;
  const QKeySequence& keys() const { return m_keys; }
  void setKeys(const QKeySequence& keys);

 signals:
  void pressed(const QKeySequence& keys);

 protected:
  bool event(QEvent* event) override;

 private:
  QKeySequence m_keys;
};

class ShortcutsDialog : public QDialog {
  Q_OBJECT

 public:
  ShortcutsDialog(Actions& actions, QWidget* parent);

 private:
  void fill();
  void search(const QString& text);
  void showCurrent();
  void typed();  // keys for the current action
  void use();
  QString current() const;  // its id; empty: none

  Actions& m_actions;
  QLineEdit* m_search;
  QTreeWidget* m_tree;
  QLabel* m_note;
  KeyField* m_keys;
  QPushButton *m_use, *m_clear, *m_reset;
};

}  // namespace weft::editor
