#include "preview/progress_curves.h"

#include <algorithm>

#include <QRegularExpression>

namespace weft::editor {

void ProgressCurves::follow(RunState* state) {
  if (m_state) disconnect(m_state, nullptr, this, nullptr);
  m_state = state;
  m_nodes.clear();
  if (!state) return;
  connect(state, &RunState::changed, this, [this](const QSet<QString>& paths) {
    for (const QString& path : paths) take(path);
  });
}

QList<ProgressCurves::Run> ProgressCurves::of(const QString& path) const { return m_nodes.value(path).runs; }

QList<std::pair<QString, double>> ProgressCurves::numbersIn(const QString& text) {
  static const QRegularExpression pair(
      R"(([A-Za-z_][\w-]*)[ :=]+([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?![\w.]))");
  QList<std::pair<QString, double>> found;
  for (auto it = pair.globalMatch(text); it.hasNext();) {
    const auto match = it.next();
    found.append({match.captured(1), match.captured(2).toDouble()});
  }
  return found;
}

void ProgressCurves::take(const QString& path) {
  const NodeRun& run = m_state->of(path);
  if (run.status != NodeStatus::Running) {
    if (const auto known = m_nodes.find(path); known != m_nodes.end()) known->running = false;
    return;
  }
  const auto numbers = numbersIn(run.text);
  if (numbers.isEmpty()) return;
  Node& node = m_nodes[path];
  if (!node.running || run.step < node.step) {
    node.runs.append(Run());
    if (node.runs.size() > mostRuns) node.runs.removeFirst();
  } else if (run.step == node.step) {
    return;
  }
  node.running = true;
  node.step = run.step;
  Run& curves = node.runs.back();
  for (const auto& [name, number] : numbers) {
    auto curve = std::find_if(curves.begin(), curves.end(), [&](const auto& one) { return one.first == name; });
    if (curve == curves.end()) curve = curves.insert(curves.end(), {name, {}});
    QList<QPointF>& points = curve->second;
    points.append({static_cast<double>(run.step), number});
    if (points.size() <= mostPoints) continue;
    for (qsizetype i = 0; i < points.size() / 2; ++i) points[i] = points[2 * i];
    points.resize(points.size() / 2);
  }
  emit grew(path);
}

}  // namespace weft::editor
