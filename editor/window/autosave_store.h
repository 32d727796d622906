// Copies of what is open and not saved, one folder a process, so that a crash costs seconds of work. The folder's lock
// ends with its process: a folder that can be locked is one of a process that is gone and did not clear it away.
#pragma once

#include <memory>

#include <QDateTime>
#include <QObject>

#include <weft/base/files.h>

class QThreadPool;

namespace weft::editor {

struct AutosaveEntry {
  QString path;  // of the person's own file; empty: never saved
  QString title;
  QDateTime time;
  std::string text;  // the graph
  QString lastNode;  // that was running when its process died; empty: none was
};

class AutosaveStore : public QObject {
  Q_OBJECT

 public:
  // $XDG_STATE_HOME/weft/autosave
  static QString defaultRoot();
  explicit AutosaveStore(const QString& root = defaultRoot(), QObject* parent = nullptr);
  // Everything was saved or given up: the folder goes.
  ~AutosaveStore() override;

  // Written on a thread of its own, in the order of the calls; whole or not at all. `key` names one graph that is open.
  void write(const QString& key, const AutosaveEntry& entry);
  void noteRunning(const QString& key, const QString& node);  // empty: nothing runs
  void remove(const QString& key);
  void wait();  // until all that was asked for is on disk

  // What processes left that are gone. Their folders stay, locked by this process, until discardOrphans().
  QList<AutosaveEntry> orphans();
  void discardOrphans();

 signals:
  void failed(const QString& why);

 private:
  QString m_root, m_folder;
  FileHandle m_lock;
  struct Orphan {
    QString folder;
    FileHandle lock;
  };
  std::vector<Orphan> m_orphans;
  std::unique_ptr<QThreadPool> m_writer;
};

}  // namespace weft::editor
