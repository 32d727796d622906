#include "run/graph_mirror.h"

#include <QFileInfo>
#include <QPointer>

#include "run/json_members.h"

namespace weft::editor {
namespace {

// The keys from the file's root to what an operation changes lead into "editor", of the file or of a subgraph.
bool isOfEditor(const std::vector<std::string>& path) {
  const size_t first = path.size() > 2 && path[0] == "graphs" ? 2 : 0;
  return path.size() > first && path[first] == "editor";
}

bool concernsRun(const Json& operation) {
  const std::string op = stringIn(operation, "op");
  if (op != "put" && op != "erase" && op != "splice") return true;
  const auto path = operation.find("path");
  if (path == operation.end() || !path->is_array()) return true;
  const auto keys = path->get<std::vector<std::string>>();
  if (op != "splice") return !isOfEditor(keys);
  const auto concerns = [&](const std::string& key) {
    std::vector<std::string> whole = keys;
    whole.push_back(key);
    return !isOfEditor(whole);
  };
  for (const Json& key : arrayIn(operation, "erase")) {
    if (concerns(key.get<std::string>())) return true;
  }
  for (const Json& member : arrayIn(operation, "insert")) {
    if (concerns(member.at("key").get<std::string>())) return true;
  }
  return false;
}

}  // namespace

bool concernsRuns(const Json& operations) { return std::any_of(operations.begin(), operations.end(), concernsRun); }

GraphMirror::GraphMirror(GraphModel& model, Session& session, QObject* parent)
    : QObject(parent), m_model(model), m_session(session) {
  connect(&model, &GraphModel::edited, this, &GraphMirror::edited);
  connect(&model, &GraphModel::reset, this, [this] {
    forget();
    ++m_revision;
    emit revised();
  });
  connect(&session, &Session::died, this, &GraphMirror::forget);
}

void GraphMirror::bring() {
  if (m_there) return;
  m_there = true;
  Json load{{"do", "load"}, {"text", m_model.document().text()}};
  const QString file = QString::fromStdString(m_model.document().fileName());
  if (QFileInfo(file).isAbsolute()) load["path"] = m_model.document().fileName();
  m_session.request(std::move(load), [this, guard = QPointer<GraphMirror>(this)](const Json& reply) {
    if (!guard || isOk(reply) || flagIn(reply, "died")) return;
    forget();
    emit refused(textIn(reply, "error"));
  });
}

void GraphMirror::edited(const Json& operations) {
  if (m_there) {
    m_session.request({{"do", "edit"}, {"operations", operations}},
                      [guard = QPointer<GraphMirror>(this)](const Json& r) {
                        if (guard && !isOk(r)) guard->forget();
                      });
  }
  if (!concernsRuns(operations)) return;
  ++m_revision;
  emit revised();
}

}  // namespace weft::editor
