// A graph to be edited in a test: watched by a checker, with its text at the beginning, which undoing must bring back.
#pragma once

#include "editor_test.h"
#include "model_checker.h"

namespace weft::editor::test {

struct Editing {
  GraphModel model{catalog()};
  Selection selection{model};
  std::optional<ModelChecker> checker;
  QString start;

  explicit Editing(const QByteArray& text) {
    Problems problems;
    if (!model.read(text.toStdString(), "test.json", problems)) qFatal("%s", problems.front().message.c_str());
    start = textOf(model);
    checker.emplace(model, &selection);
  }

  // True where the edit did something.
  bool does(const Edit& edit) {
    const Result<void> done = model.apply(edit);
    if (!done) qWarning("%s: %s", qPrintable(edit.name), done.error().message.c_str());
    return done.ok() && !edit.isEmpty();
  }
  // Whether undoing all, redoing all and undoing all again keeps every byte.
  bool undoes() {
    QUndoStack& stack = model.undoStack();
    const QString end = textOf(model);
    stack.setIndex(0);
    if (textOf(model) != start) return false;
    stack.setIndex(stack.count());
    if (textOf(model) != end) return false;
    stack.setIndex(0);
    return textOf(model) == start;
  }

  const Json& json() const { return model.document().json(); }
  // A member by its keys, with points between them; null: there is none.
  Json at(const QString& path) const {
    const Json* found = &json();
    for (const QString& key : path.split('.')) {
      const std::string name = key.toStdString();
      if (!found->is_object() || !found->contains(name)) return {};
      found = &found->at(name);
    }
    return *found;
  }
  std::string text(const QString& path) const { return at(path).dump(); }
};

}  // namespace weft::editor::test

// For tests: undoing brings back the text, and nothing came apart on the way.
#define WEFT_VERIFY_UNDO(editing)                                                           \
  do {                                                                                      \
    QVERIFY((editing).undoes());                                                            \
    QVERIFY2((editing).checker->found().isEmpty(), qPrintable((editing).checker->found())); \
  } while (false)
