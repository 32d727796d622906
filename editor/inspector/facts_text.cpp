#include "inspector/facts_text.h"

#include <QLocale>

namespace weft::editor {
namespace {

QString progressText(const NodeRun& run) {
  QString text = "Running";
  if (run.total > 0) text += QString(", %1 of %2").arg(run.step).arg(run.total);
  return run.text.isEmpty() ? text : text + " · " + run.text;
}

QString statusText(const NodeRun& run) {
  switch (run.status) {
    case NodeStatus::Idle:
      return {};
    case NodeStatus::Waiting:
      return "Waiting";
    case NodeStatus::Running:
      return progressText(run);
    case NodeStatus::Cached:
      return "Cached";
    case NodeStatus::Done:
      return run.seconds < 0 ? QString("Done") : QString("Done in %1 s").arg(run.seconds, 0, 'g', 3);
    case NodeStatus::Failed:
      return run.message.isEmpty() ? QString("Failed") : run.message;
    case NodeStatus::Skipped:
      return run.message.isEmpty() ? QString("Skipped") : "Skipped: " + run.message;
  }
  return {};
}

}  // namespace

QString runText(const NodeRun& run) {
  const QString text = statusText(run);
  const bool ended = run.status == NodeStatus::Done || run.status == NodeStatus::Cached;
  return ended && run.bytes > 0 ? text + " · " + QLocale::c().formattedDataSize(run.bytes, 1) : text;
}

QString problemText(const GraphCheck& check, const QString& graph, const QString& node) {
  const QString place = (graph.isEmpty() ? QString() : "graphs." + graph + ".") + "nodes." + node;
  QStringList lines;
  for (const Problem& problem : check.problems) {
    const QString path = QString::fromStdString(problem.path);
    if (path == place || path.startsWith(place + ".")) lines << QString::fromStdString(problem.message);
  }
  return lines.join(u'\n');
}

QStringList outputTexts(const GraphCheck& check, const QString& path) {
  const QHash<QString, Type> types = check.outputTypes.value(path);
  QStringList ports = types.keys();
  ports.sort();
  for (QString& port : ports) port += ": " + QString::fromStdString(types.value(port).text());
  return ports;
}

}  // namespace weft::editor
