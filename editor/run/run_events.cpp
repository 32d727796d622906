#include "run/run_events.h"

#include <algorithm>

#include "document/names.h"
#include "run/error_help.h"
#include "run/json_members.h"
#include "run/node_paths.h"
#include "run/run_targets.h"
#include "run/shared_picture.h"

namespace weft::editor {
namespace {

constexpr int drainInterval = 33;                      // milliseconds
constexpr qint64 mostPictureBytes = qint64{96} << 20;  // some 400 pictures of the size that nodes show

QStringList files(const Json& event) {
  QStringList paths;
  for (const Json& file : arrayIn(event, "files")) {
    if (file.is_string()) paths.append(QString::fromStdString(file.get<std::string>()));
  }
  return paths;
}

// What an instance shows of the nodes in it, by their names below it.
NodeRun sumOf(const QHash<QString, NodeRun>& inner) {
  NodeRun sum;
  sum.seconds = 0;
  sum.bytes = 0;
  QHash<NodeStatus, qsizetype> count;
  for (auto it = inner.begin(); it != inner.end(); ++it) {
    ++count[it->status];
    sum.seconds += std::max(0.0, it->seconds);
    sum.bytes += std::max<qint64>(0, it->bytes);
    sum.files += it->files;
    const bool first = it->status == NodeStatus::Failed && sum.message.isEmpty();
    if (first) sum.message = it.key() + ": " + it->message;
  }
  const qsizetype waiting = count.value(NodeStatus::Waiting), running = count.value(NodeStatus::Running);
  const qsizetype ended = inner.size() - waiting - running - count.value(NodeStatus::Idle);
  const bool goesOn = running > 0 || (waiting > 0 && ended > 0);
  if (goesOn) {
    sum.step = static_cast<quint64>(ended);
    sum.total = static_cast<quint64>(inner.size());
  }
  if (goesOn) ++count[NodeStatus::Running];
  // The first that there is says most.
  for (const NodeStatus status : {NodeStatus::Failed, NodeStatus::Running, NodeStatus::Waiting, NodeStatus::Idle,
                                  NodeStatus::Skipped, NodeStatus::Done, NodeStatus::Cached}) {
    if (count.value(status) == 0) continue;
    sum.status = status;
    break;
  }
  return sum;
}

bool goesOn(NodeStatus status) { return status == NodeStatus::Waiting || status == NodeStatus::Running; }

}  // namespace

RunEvents::RunEvents(GraphModel& model, Session& session, RunState& state, QObject* parent)
    : QObject(parent), m_model(model), m_session(session), m_state(state) {
  m_timer.setSingleShot(true);
  connect(&m_timer, &QTimer::timeout, this, &RunEvents::flush);
  connect(&model, &GraphModel::changed, this, [this] { m_savedKnown = false; });
  connect(&model, &GraphModel::reset, this, &RunEvents::clear);
  connect(&session, &Session::died, this, [this] {
    m_noted.clear();
    m_released = Json::array();
  });
}

void RunEvents::wait(const QSet<QString>& nodes) {
  for (const QString& node : nodes) next(node).status = NodeStatus::Waiting;
  for (const QString& path : m_state.paths()) {
    if (path.contains(u'/') && nodes.contains(path.section(u'/', 0, 0))) next(path).status = NodeStatus::Waiting;
  }
  soon();
}

void RunEvents::take(const Json& event) {
  const QString kind = textIn(event, "event"), path = textIn(event, "node");
  if (kind == "run-finished") {
    for (const auto& [node, picture] : objectIn(event, "pictures").items()) {
      note(QString::fromStdString(node), picture, false);
    }
    flush();
    return;
  }
  if (path.isEmpty()) return;
  NodeRun& run = next(path);
  if (kind == "node-started" || kind == "node-progress") {
    run.status = NodeStatus::Running;
    run.step = numberIn<quint64>(event, "step");
    run.total = numberIn<quint64>(event, "total");
    // A preview comes beside what the node says, in an event of its own.
    if (!event.contains("preview") || event.contains("text")) run.text = textIn(event, "text");
    run.message.clear();
    if (event.contains("preview")) note(path, event["preview"], true);
  } else if (kind == "node-finished") {
    const bool cached = flagIn(event, "cached");
    run.status = cached ? NodeStatus::Cached : NodeStatus::Done;
    run.step = run.total = 0;
    if (!cached || run.seconds < 0) run.seconds = numberIn<double>(event, "seconds", -1);
    if (!cached || run.bytes < 0) run.bytes = numberIn<qint64>(event, "bytes", -1);
    run.text.clear();
    run.message.clear();
    if (event.contains("files")) run.files = files(event);
    if (event.contains("picture")) {
      note(path, event["picture"], false);
    } else if (const auto given = m_given.find(path); given != m_given.end()) {
      show(path, *given);
    }
  } else if (kind == "node-failed") {
    run.status = flagIn(event, "skipped") ? NodeStatus::Skipped : NodeStatus::Failed;
    run.step = run.total = 0;
    run.message = run.status == NodeStatus::Failed ? withAdvice(textIn(event, "message")) : textIn(event, "message");
  }
  soon();
}

void RunEvents::drop(const Json& event) {
  for (const char* key : {"preview", "picture"}) {
    if (event.contains(key)) release(event[key]);
  }
  for (const auto& [node, picture] : objectIn(event, "pictures").items()) release(picture);
  if (!m_released.empty()) soon();
}

void RunEvents::note(const QString& path, const Json& picture, bool isPreview) {
  if (const auto waiting = m_noted.find(path); waiting != m_noted.end()) release(waiting->picture);
  m_noted[path] = {picture, isPreview};
}

void RunEvents::release(const Json& picture) {
  if (picture.is_object() && picture.contains("path")) m_released.push_back(picture["path"]);
}

NodeRun& RunEvents::next(const QString& path) {
  const auto known = m_next.find(path);
  return known != m_next.end() ? *known : *m_next.insert(path, m_state.of(path));
}

void RunEvents::soon() {
  if (m_timer.isActive()) return;
  const qint64 since = m_sinceFlush.isValid() ? m_sinceFlush.elapsed() : drainInterval;
  m_timer.start(static_cast<int>(std::clamp<qint64>(drainInterval - since, 0, drainInterval)));
}

void RunEvents::flush() {
  m_timer.stop();
  m_sinceFlush.start();
  readPictures();
  addUp();
  if (!m_released.empty() && m_session.isRunning()) {
    m_session.request({{"do", "release"}, {"pictures", std::exchange(m_released, Json::array())}});
  }
  m_state.set(std::exchange(m_next, {}));
}

void RunEvents::readPictures() {
  const QHash<QString, Noted> noted = std::exchange(m_noted, {});
  for (auto it = noted.begin(); it != noted.end(); ++it) {
    const QImage picture = it->picture.is_null()
                               ? QImage()
                               : readSharedPicture(it->picture).convertToFormat(QImage::Format_ARGB32_Premultiplied);
    release(it->picture);
    // What a preview covers comes back when the node gives the same again, which is not told anew.
    if (it->isPreview && !m_given.contains(it.key()) && !m_state.of(it.key()).picture.isNull())
      m_given[it.key()] = m_state.of(it.key()).picture;
    else if (!it->isPreview)
      m_given.remove(it.key());
    show(it.key(), picture);
  }
}

// Nodes that save what this one gives show it too.
void RunEvents::show(const QString& path, const QImage& picture) {
  if (!std::exchange(m_savedKnown, true)) m_saved = savedBy(m_model);
  QStringList showing{path};
  for (const auto& [giver, saver] : m_saved) {
    if (giver == path) showing.append(saver);
  }
  for (const QString& node : showing) {
    next(node).picture = picture;
    m_allPictureBytes += picture.sizeInBytes() - m_pictureBytes.value(node);
    m_pictureBytes[node] = picture.sizeInBytes();
    m_shown.removeOne(node);
    m_shown.append(node);
  }
  while (m_allPictureBytes > mostPictureBytes && m_shown.size() > showing.size()) {
    const QString oldest = m_shown.takeFirst();
    next(oldest).picture = {};
    m_allPictureBytes -= m_pictureBytes.take(oldest);
  }
}

void RunEvents::addUp() {
  QSet<QString> instances;
  for (auto it = m_next.begin(); it != m_next.end(); ++it) {
    for (qsizetype slash = it.key().indexOf(u'/'); slash > 0; slash = it.key().indexOf(u'/', slash + 1)) {
      const QString outer = it.key().left(slash);
      m_within[outer].insert(it.key());
      instances.insert(outer);
    }
  }
  const auto of = [this](const QString& path) { return m_next.contains(path) ? m_next[path] : m_state.of(path); };
  for (const QString& path : instances) {
    const std::optional<NodePlace> place = placeOf(m_model, path);
    const NodeEntry* node = place ? m_model.node(place->graph, place->node) : nullptr;
    const QString name = node ? subgraphOfType(QString::fromStdString(node->type)) : QString();
    const Graph* graph = name.isEmpty() ? nullptr : m_model.graph(name);
    if (!graph) continue;  // a node with a body is told of itself
    QHash<QString, NodeRun> inner;
    for (const QString& one : m_within[path]) inner.insert(one.mid(path.size() + 1), of(one));
    NodeRun sum = sumOf(inner);
    for (const auto& [output, source] : graph->outputs) {
      if (sum.picture.isNull()) sum.picture = of(giverOf(m_model, path + u'/', portRef(source)).node).picture;
    }
    m_next[path] = sum;
  }
}

void RunEvents::settle() {
  for (const QString& path : m_state.paths() + m_next.keys()) {
    const NodeStatus status = m_next.contains(path) ? m_next[path].status : m_state.of(path).status;
    if (!goesOn(status)) continue;
    NodeRun& run = next(path);
    run.status = status == NodeStatus::Running ? NodeStatus::Skipped : NodeStatus::Idle;
    run.step = run.total = 0;
    run.text.clear();
  }
  flush();
}

void RunEvents::fail(const QString& node, const QString& message) {
  NodeRun& run = next(node);
  run.status = NodeStatus::Failed;
  run.step = run.total = 0;
  run.message = withAdvice(message);
  flush();
}

void RunEvents::outdate(const QSet<QString>& paths) {
  for (const QString& path : paths) {
    const NodeStatus status = m_next.contains(path) ? m_next[path].status : m_state.of(path).status;
    if (!goesOn(status) && status != NodeStatus::Idle) next(path).status = NodeStatus::Idle;
  }
  if (!m_next.isEmpty()) soon();
}

void RunEvents::clear() {
  const QHash<QString, Noted> noted = std::exchange(m_noted, {});
  for (const Noted& one : noted) release(one.picture);
  m_next.clear();
  m_given.clear();
  m_within.clear();
  m_shown.clear();
  m_pictureBytes.clear();
  m_allPictureBytes = 0;
  m_savedKnown = false;
  m_state.clear();
  if (!m_released.empty()) soon();
}

}  // namespace weft::editor
