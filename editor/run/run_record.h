// A run that was asked for, as the history keeps it.
#pragma once

#include <map>

#include <QDateTime>
#include <QImage>
#include <QList>
#include <QStringList>

#include <weft/base/json.h>

namespace weft::editor {

class GraphModel;
class RunState;

// Values for one run by "node.parameter", or by the name of a graph's input.
using RunSettings = std::map<std::string, Json>;

struct RunRecord {
  enum class Status { Queued, Running, Done, Failed, Cancelled };
  int id = 0;  // from 1, in the tab
  Status status = Status::Queued;
  QString label;      // "red apple", "to sample", "seed 7, steps 20"
  QString seed;       // that a person would copy; empty: the graph has none
  QStringList to;     // nodes; empty: the whole graph
  QByteArray packed;  // the graph as it runs, compressed; see graphText()
  QDateTime begun;
  double seconds = 0;
  int done = 0, nodes = 0;  // of its nodes
  QString error;            // of the first node that failed, or why it did not run
  QString failedNode;       // "outer/inner"
  QList<QImage> pictures;   // small
  QStringList files;        // that it saved

  bool isOver() const { return status != Status::Queued && status != Status::Running; }
  QString graphText() const;  // dragged back, it opens
};

// The graph as it stands, with `settings` in their places.
QByteArray packedGraph(const GraphModel& model, const RunSettings& settings);
// What a run that has just ended was for: what it saved and gave out, or the nodes that it ran to.
QList<QImage> resultPictures(const GraphModel& model, const RunState& state, const RunRecord& record);
QString runLabel(const GraphModel& model, const QStringList& to, const RunSettings& settings);

}  // namespace weft::editor
