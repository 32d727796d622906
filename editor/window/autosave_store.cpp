#include "window/autosave_store.h"

#include <QCoreApplication>
#include <QDir>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QThreadPool>

#include <weft/base/json.h>
#include <weft/base/state_file.h>

namespace weft::editor {
namespace {

using namespace std::chrono_literals;

constexpr const char* lockName = "lock";
constexpr size_t largestEntry = jsonMaximumBytes + 65536;

std::string fileName(const QString& path) { return QFile::encodeName(path).toStdString(); }

// A line that says what it is of, then the graph as it stands.
std::string entryText(const AutosaveEntry& entry) {
  const Json head = {{"path", entry.path.toStdString()},
                     {"title", entry.title.toStdString()},
                     {"time", entry.time.toUTC().toString(Qt::ISODateWithMs).toStdString()}};
  return head.dump() + '\n' + entry.text;
}

std::optional<AutosaveEntry> readEntry(const QString& path) {
  Result<std::string> text = readFile(fileName(path), largestEntry);
  const size_t end = text ? text->find('\n') : std::string::npos;
  if (end == std::string::npos) return std::nullopt;
  const Result<Json> head = parseJson(std::string_view(*text).substr(0, end), "autosave");
  if (!head || !head->is_object()) return std::nullopt;
  const auto member = [&head](const char* key) {
    const auto found = head->find(key);
    return found != head->end() && found->is_string() ? QString::fromStdString(found->get<std::string>()) : QString();
  };
  AutosaveEntry entry{member("path"),
                      member("title"),
                      QDateTime::fromString(member("time"), Qt::ISODateWithMs),
                      text->substr(end + 1),
                      {}};
  if (const Result<std::string> node = readFile(fileName(path.chopped(6) + ".node"), 4096)) {
    entry.lastNode = QString::fromStdString(*node);
  }
  return entry;
}

}  // namespace

QString AutosaveStore::defaultRoot() {
  QString state = qEnvironmentVariable("XDG_STATE_HOME");
  if (!QDir::isAbsolutePath(state)) state = QDir::homePath() + "/.local/state";
  return state + "/weft/autosave";
}

AutosaveStore::AutosaveStore(const QString& root, QObject* parent)
    : QObject(parent), m_root(root), m_writer(std::make_unique<QThreadPool>()) {
  m_folder = QString("%1/%2-%3")
                 .arg(root)
                 .arg(QCoreApplication::applicationPid())
                 .arg(QRandomGenerator::system()->generate(), 8, 16, QChar(u'0'));
  m_writer->setMaxThreadCount(1);
  QDir().mkpath(m_folder);
  if (auto lock = lockFile(fileName(m_folder + '/' + lockName), 0ms)) m_lock = std::move(*lock);
}

AutosaveStore::~AutosaveStore() {
  wait();
  QDir(m_folder).removeRecursively();
}

void AutosaveStore::write(const QString& key, const AutosaveEntry& entry) {
  m_writer->start([this, file = m_folder + '/' + key + ".graph", entry] {
    if (const auto written = writeStateFile(fileName(file), entryText(entry)); !written) {
      emit failed(QString::fromStdString(written.error().message));
    }
  });
}

void AutosaveStore::noteRunning(const QString& key, const QString& node) {
  m_writer->start([file = m_folder + '/' + key + ".node", node] {
    if (node.isEmpty()) {
      QFile::remove(file);
    } else {
      (void)writeStateFile(fileName(file), node.toStdString());
    }
  });
}

void AutosaveStore::remove(const QString& key) {
  m_writer->start([file = m_folder + '/' + key] {
    QFile::remove(file + ".graph");
    QFile::remove(file + ".node");
  });
}

void AutosaveStore::wait() { m_writer->waitForDone(); }

QList<AutosaveEntry> AutosaveStore::orphans() {
  QList<AutosaveEntry> found;
  const QDir root(m_root);
  for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time)) {
    const QString folder = root.filePath(name);
    // Without a lock file it is one that a starting process is about to lock.
    if (folder == m_folder || !QFile::exists(folder + '/' + lockName)) continue;
    auto lock = lockFile(fileName(folder + '/' + lockName), 0ms);
    if (!lock) continue;
    for (const QString& file : QDir(folder).entryList({"*.graph"}, QDir::Files, QDir::Name)) {
      if (auto entry = readEntry(folder + '/' + file)) found.append(*entry);
    }
    m_orphans.push_back({folder, std::move(*lock)});
  }
  return found;
}

void AutosaveStore::discardOrphans() {
  // After what was asked for before: a graph that was restored has its new copy by then.
  for (Orphan& orphan : m_orphans) {
    m_writer->start([folder = orphan.folder] { QDir(folder).removeRecursively(); });
  }
  wait();
  m_orphans.clear();
}

}  // namespace weft::editor
