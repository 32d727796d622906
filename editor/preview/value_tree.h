// Records, lists and single values as a tree; places in it are those of the session's "item".
#pragma once

#include <QTreeWidget>

#include <weft/base/json.h>

namespace weft::editor {

class ValueTree : public QTreeWidget {
  Q_OBJECT

 public:
  static constexpr int most = 2000;  // members; the rest is only counted

  explicit ValueTree(QWidget* parent);
  void setValue(const Json& value);

 signals:
  void opened(const weft::Json& item);  // a member: its place, an array of names and numbers
};

}  // namespace weft::editor
