// Bars above a graph that tell what a person should know, and offer what can be done about it. They wait; nothing pops
// up over the work.
#pragma once

#include <functional>

#include <QFrame>

namespace weft::editor {

struct Notice {
  enum class Kind { Info, Warning, Error };
  QString key;  // a notice takes the place of the one with the same key
  Kind kind = Kind::Info;
  QString text;  // plain
  struct Choice {
    QString text;
    std::function<void()> chosen;  // the notice goes first
  };
  QList<Choice> choices;
};

class NoticeBars : public QWidget {
  Q_OBJECT

 public:
  explicit NoticeBars(QWidget* parent = nullptr);
  void show(const Notice& notice);
  void remove(const QString& key);
  bool has(const QString& key) const;
  QStringList texts() const;

 private:
  QFrame* find(const QString& key) const;
};

}  // namespace weft::editor
