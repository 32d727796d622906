// Graph files of a window: opened, saved, dropped, closed, and what a person is asked on the way. Nothing here waits
// for an answer.
#pragma once

#include <functional>
#include <optional>

#include <QObject>
#include <QPointF>
#include <QStringList>
#include <QThreadPool>

#include <weft/base/result.h>

class QMimeData;

namespace weft::editor {

class EditorWindow;
class GraphTab;

class Files : public QObject {
  Q_OBJECT

 public:
  explicit Files(EditorWindow& window);

  // In a tab of its own, or in the one that has it, or that is empty; nullptr after telling why. A picture opens the
  // graph that it carries.
  GraphTab* open(const QString& path);
  GraphTab* openText(std::string_view text, const QString& title);  // a graph without a file, unsaved
  // A graph to begin with: its file stays as it is, saving asks for a name. What it names is found beside the file.
  GraphTab* openTemplate(const QString& path);
  bool save(GraphTab& tab);                         // asks for a name where there is none
  bool saveTo(GraphTab& tab, const QString& path);  // false after telling why
  bool exportTo(GraphTab& tab, const QString& path);
  void reload(GraphTab& tab);
  void close(GraphTab& tab);
  void reopen();
  bool canReopen() const { return !m_closed.isEmpty(); }

  void askOpen();
  void askSaveAs(GraphTab& tab, std::function<void()> then = {});
  void askExport(GraphTab& tab);
  // False where nothing is to be asked; else `then` is called once a person has agreed.
  bool askBeforeQuit(std::function<void()> then);

  // Files let go over the window, or at a point of a canvas. False: nothing that could be used.
  bool drop(const QMimeData& data, GraphTab* tab, std::optional<QPointF> at);

  QStringList recent() const;
  void clearRecent();
  void keepOpen();  // for openLast() at the next start
  void openLast();

 signals:
  void recentChanged();

 private:
  void noteRecent(const QString& path);
  void refuse(const QString& path, const Error& error);
  // Looks for the graph that a picture carries; `otherwise` is called where there is none.
  void openPicture(const QString& path, std::function<void()> otherwise);
  void addLoadImage(const QString& path, GraphTab& tab, QPointF at);

  EditorWindow& m_window;
  QStringList m_closed;   // paths, the last closed last
  QThreadPool m_reading;  // large pictures take their time
};

}  // namespace weft::editor
