// Everything that wants to know what happens in a run: the progress display, --events, --trace, --stats, --previews,
// the lines for saved files, and who may take longer to stop.
#pragma once

#include <mutex>
#include <optional>

#include <weft/graph/node_type.h>

#include "event_writer.h"
#include "preview_folder.h"
#include "progress.h"
#include "run_stats.h"
#include "run_tally.h"
#include "slow_nodes.h"
#include "trace_writer.h"
#include "training_nodes.h"

namespace weft::runner {

class RunListener {
 public:
  RunListener(const NodeCatalog& catalog, Progress::Style style, std::string outputFolder, std::string shownAs);

  Result<void> openEvents(const std::string& file, const Plan& plan);  // the plan outlives this
  Result<void> openTrace(const std::string& file);
  void collectStats() { m_stats.emplace(); }
  void reportSlowNodes(double timeoutSeconds) { m_slow.emplace(m_catalog, timeoutSeconds); }
  const std::optional<RunStats>& stats() const { return m_stats; }
  void event(const Event& event);  // one call at a time
  // The process ends although nodes still run: tells --events so, and whoever has something to tell after that waits
  // for ever. Any thread.
  void endByForce();
  bool isTraining() const { return m_training.any(); }  // any thread
  // What `path`, which a node saved, is called when the output folder is called as the user did.
  std::string shownPath(const std::string& path) const;

 private:
  void showSaved(const Event& event);

  const NodeCatalog& m_catalog;
  TrainingNodes m_training;
  const std::string m_outputFolder, m_shownAs;
  Progress m_progress;
  PreviewFolder m_previews;
  std::mutex m_mutex;  // around what follows
  std::optional<EventWriter> m_events;
  std::optional<RunTally> m_tally;  // with m_events
  std::optional<TraceWriter> m_trace;
  std::optional<RunStats> m_stats;
  std::optional<SlowNodes> m_slow;
  bool m_resultsAreEvents = false;  // --events -
  const bool m_quiet;
};

}  // namespace weft::runner
