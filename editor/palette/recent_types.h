// Which node types a person uses, and which are marked as favourites; kept between sessions in the settings.
#pragma once

#include <QHash>
#include <QObject>
#include <QStringList>

namespace weft::editor {

// Types that were placed lately, newest first.
QStringList recentlyUsedTypes();
// One was placed. The search popup and the node library say so themselves for what was chosen in them.
void noteUsedType(const QString& typeId);

// 0 .. 1000: what was placed lately above what is placed often.
QHash<QString, int> typeStandings();

QStringList bookmarkedTypes();  // in the order in which they were marked
void setBookmarked(const QString& typeId, bool marked);

class TypeUseEvents : public QObject {
  Q_OBJECT
 signals:
  void used();
  void bookmarksChanged();
  void helpWanted(const QString& typeId);  // F1 on a type in a search or in the library
};
TypeUseEvents& typeUseEvents();

}  // namespace weft::editor
