#include "palette/recent_types.h"

#include <QSettings>

namespace weft::editor {
namespace {

constexpr auto recentKey = "palette/recent", countKey = "palette/counts", bookmarkKey = "palette/bookmarks";
constexpr qsizetype mostRecent = 20;

}  // namespace

QStringList recentlyUsedTypes() { return QSettings().value(recentKey).toStringList().mid(0, mostRecent); }

void noteUsedType(const QString& typeId) {
  QSettings settings;
  QStringList recent = recentlyUsedTypes();
  recent.removeAll(typeId);
  recent.prepend(typeId);
  settings.setValue(recentKey, recent.mid(0, mostRecent));
  QVariantMap counts = settings.value(countKey).toMap();
  counts[typeId] = counts.value(typeId).toInt() + 1;
  settings.setValue(countKey, counts);
  emit typeUseEvents().used();
}

QHash<QString, int> typeStandings() {
  QHash<QString, int> standings;
  const QVariantMap counts = QSettings().value(countKey).toMap();
  for (auto it = counts.begin(); it != counts.end(); ++it) standings[it.key()] = std::min(400, 10 * it->toInt());
  int place = 0;
  for (const QString& type : recentlyUsedTypes()) standings[type] = 1000 - 20 * place++;
  return standings;
}

QStringList bookmarkedTypes() { return QSettings().value(bookmarkKey).toStringList(); }

void setBookmarked(const QString& typeId, bool marked) {
  QStringList types = bookmarkedTypes();
  if (types.contains(typeId) == marked) return;
  if (marked)
    types.append(typeId);
  else
    types.removeAll(typeId);
  QSettings().setValue(bookmarkKey, types);
  emit typeUseEvents().bookmarksChanged();
}

TypeUseEvents& typeUseEvents() {
  static TypeUseEvents events;
  return events;
}

}  // namespace weft::editor
