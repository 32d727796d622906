// Everything a person can do by name: one table from which menus, tool bar, shortcuts, the list of shortcuts and the
// command palette are made.
#pragma once

#include <functional>
#include <vector>

#include <QAction>
#include <QHash>
#include <QTimer>

#include "theme/icons.h"

namespace weft::editor {

class EditorWindow;
class GraphTab;

// What must be there for an action to make sense.
enum class Needs { Nothing, Tab, Selection, Node, Nodes, TwoNodes, Instance };
// Where its keys are heard. Canvas: while the keyboard is with the graph, since elsewhere they are letters, or mean
// something else (Delete, Ctrl+C).
enum class Scope { Window, Canvas };

struct ActionSpec {
  const char* id = nullptr;  // "file.save", for settings and tests; nullptr: a line between two groups
  const char* text = nullptr;
  const char* category = nullptr;  // its menu: "File", or "Node/Align"
  const char* keys = "";           // portable, several with ", "
  Icon icon = Icon::None;
  Needs needs = Needs::Nothing;
  Scope scope = Scope::Window;
  std::function<void(EditorWindow&, GraphTab*)> run;
  std::function<bool(EditorWindow&, GraphTab*)> isChecked = {};  // there: it can be on and off
  std::function<bool(EditorWindow&, GraphTab*)> isEnabled = {};  // beside `needs`
  std::function<QString(EditorWindow&, GraphTab*)> label = {};   // in place of `text`: "Undo move 3 nodes"
};

std::vector<ActionSpec> actionTable();

// "Ctrl+N, Ctrl+T", as the table and the settings have them: each is one press, unlike in QKeySequence's own lists.
QList<QKeySequence> keysFrom(const QString& text);
QString keysText(const QList<QKeySequence>& keys, QKeySequence::SequenceFormat format = QKeySequence::PortableText);

// The table as actions of a window.
class Actions : public QObject {
  Q_OBJECT

 public:
  explicit Actions(EditorWindow& window);

  const std::vector<ActionSpec>& table() const { return m_table; }
  QAction* find(const QString& id) const { return m_byId.value(id); }
  QList<QAction*> all() const;            // in the table's order
  QList<QAction*> canvasActions() const;  // for each canvas, whose keys they are
  void update();                          // what is enabled, on, and called what
  void updateSoon();                      // once for whatever changes until the event loop is back
  static bool fits(const ActionSpec& spec, EditorWindow& window, GraphTab* tab);

  // A person's own keys, kept between sessions; those of the table again. Other actions are left alone.
  void setKeys(const QString& id, const QList<QKeySequence>& keys);
  void resetKeys(const QString& id);
  QList<QKeySequence> tableKeys(const QString& id) const;
  QAction* withKeys(const QKeySequence& keys) const;  // nullptr: no action has them

 signals:
  void keysChanged();

 private:
  void useKeys(QAction& action, const QList<QKeySequence>& keys);

  EditorWindow& m_window;
  const std::vector<ActionSpec> m_table;
  QHash<QString, QAction*> m_byId;
  QTimer m_soon;
};

}  // namespace weft::editor
