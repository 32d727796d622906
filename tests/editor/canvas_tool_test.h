// A canvas with its tools and an open graph, and a hand that presses, drags and types there.
#pragma once

#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/decoration_items.h"
#include "canvas/tools/tools.h"
#include "document/links.h"
#include "document/names.h"
#include "editor_test.h"

namespace weft::editor::test {

inline PortRef port(const QString& text) { return {text.section('.', 0, 0), text.section('.', 1)}; }

// As the window reads them.
inline QList<QKeySequence> keysOf(const CanvasAction& action) {
  QList<QKeySequence> keys;
  for (const QString& key : QString(action.keys).split(", ", Qt::SkipEmptyParts)) {
    keys << QKeySequence(key, QKeySequence::PortableText);
  }
  return keys;
}

struct Bench {
  GraphModel model{catalog()};
  Selection selection{model};
  RunState runs;
  CanvasView view{model, selection, runs};
  QString text;  // of the document before what is tested

  explicit Bench(const QString& file = shippedGraph("quickstart.json")) {
    load(model, file);
    begin();
  }
  explicit Bench(const char* json) {
    Problems problems;
    const auto read = model.read(json, "test.json", problems);
    QVERIFY2(read.ok(), read ? "" : read.error().message.c_str());
    begin();
  }
  void begin() {
    installTools(view);
    for (const CanvasAction& entry : canvasActionTable()) {
      if (!entry.id) continue;
      auto* action = new QAction(entry.text, &view);
      action->setObjectName(entry.id);
      action->setShortcuts(keysOf(entry));
      action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
      QObject::connect(action, &QAction::triggered, &view, [this, &entry] {
        if (canRun(view, entry.needs)) entry.run(view);
      });
      view.addAction(action);
    }
    view.resize(1800, 1000);
    view.show();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    view.setFocus();
    view.setMinimapVisible(false);
    view.fitAll();
    text = textOf(model);
  }

  QPoint onView(QPointF scene) const { return view.mapFromScene(scene); }
  NodeItem& node(const QString& id) {
    NodeItem* item = view.graph().node(id);
    if (!item) qFatal("no node %s", qPrintable(id));
    return *item;
  }
  QPoint title(const QString& id) { return onView(node(id).pos() + node(id).titleRect().center()); }
  QPoint output(const QString& text) { return onView(*view.graph().portPoint(port(text), true)); }
  QPoint input(const QString& text) { return onView(*view.graph().portPoint(port(text), false)); }
  QPoint field(const QString& text) {
    const NodeItem& item = node(port(text).node);
    return onView(item.pos() + item.parameterRect(port(text).port).center());
  }
  // The middle of a wire.
  QPoint wire(const QString& from, const QString& to) {
    return onView((*view.graph().portPoint(port(from), true) + *view.graph().portPoint(port(to), false)) / 2);
  }
  // Where there is nothing at all.
  QPoint nowhere() const { return {view.width() / 2, view.height() - 40}; }

  void move(QPoint to, Qt::KeyboardModifiers keys = {}, Qt::MouseButton held = Qt::LeftButton) {
    QMouseEvent event(QEvent::MouseMove, to, view.viewport()->mapToGlobal(to), Qt::NoButton, held, keys);
    QApplication::sendEvent(view.viewport(), &event);
  }
  void press(QPoint at, Qt::KeyboardModifiers keys = {}) {
    QTest::mousePress(view.viewport(), Qt::LeftButton, keys, at);
  }
  void release(QPoint at, Qt::KeyboardModifiers keys = {}) {
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, keys, at);
  }
  // In steps, as a hand does; not yet let go.
  void pull(QPoint from, QPoint to, Qt::KeyboardModifiers keys = {}) {
    press(from, keys);
    for (int step = 1; step <= 8; ++step) move(from + (to - from) * step / 8, keys);
  }
  void drag(QPoint from, QPoint to, Qt::KeyboardModifiers keys = {}) {
    pull(from, to, keys);
    release(to, keys);
  }
  void click(QPoint at, Qt::KeyboardModifiers keys = {}) {
    QTest::mouseClick(view.viewport(), Qt::LeftButton, keys, at);
  }
  void doubleClick(QPoint at) {
    click(at);
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, at);
    release(at);
  }
  void key(int key, Qt::KeyboardModifiers keys = {}) { QTest::keyClick(&view, static_cast<Qt::Key>(key), keys); }
  void menu(QPoint at) {
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, view.viewport()->mapToGlobal(at));
    QApplication::sendEvent(view.viewport(), &event);
  }
  QMenu* openMenu(const QString& name) const {
    for (auto* menu : view.findChildren<QMenu*>(name)) {
      if (menu->isVisible()) return menu;
    }
    return nullptr;
  }

  bool has(const QString& from, const QString& to) const {
    const std::vector<Link> links = linksOf(*model.graph(selection.graph()));
    return std::any_of(links.begin(), links.end(),
                       [&](const Link& link) { return link.from == port(from) && link.to == port(to); });
  }
  bool isUntouched() const { return textOf(model) == text; }
};

// It was one step of that name; undoing it brings every byte back, redoing it what it did.
inline void verifyOneStep(Bench& bench, const QString& name) {
  QUndoStack& stack = bench.model.undoStack();
  QCOMPARE(stack.count(), 1);
  QCOMPARE(stack.undoText(), name);
  const QString after = textOf(bench.model);
  QVERIFY(after != bench.text);
  stack.undo();
  QCOMPARE(textOf(bench.model), bench.text);
  stack.redo();
  QCOMPARE(textOf(bench.model), after);
}

inline void verifyUntouched(Bench& bench) {
  QCOMPARE(textOf(bench.model), bench.text);
  QVERIFY(!bench.model.undoStack().canUndo());
}

}  // namespace weft::editor::test
