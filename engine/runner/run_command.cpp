#include <algorithm>

#include <unistd.h>

#include <weft/exec/executor.h>
#include <weft/host/devices.h>
#include <weft/value/memory.h>

#include "cache_folder.h"
#include "commands.h"
#include "exit_status.h"
#include "graph_source.h"
#include "output.h"
#include "run_listener.h"
#include "signals.h"

namespace weft::runner {

namespace {

void printFailures(const std::string& file, const RunResult& result) {
  for (const NodeFailure& failure : result.failures) {
    printError(file + ": nodes." + failure.node + ": " + failure.type + ": " + failure.error.message);
  }
}

int statusOf(const RunResult& result) {
  if (result.status == RunResult::Status::Done) return exitDone;
  if (RunInterrupt::status() != 0) return RunInterrupt::status();
  const bool badFiles = std::all_of(result.failures.begin(), result.failures.end(), [](const NodeFailure& failure) {
    return failure.error.code == ErrorCode::BadFile;
  });
  return badFiles ? exitUnusable : exitFailed;
}

}  // namespace

int runCommand(const Options& options) {
  PreparedGraph graph = prepareGraph(options);
  const Result<std::string> out = outputFolder(options.out);
  if (!out) graph.problems.push_back({"--out " + options.out, out.error().message});
  const Result<std::string> cache = resultsFolder(options.cache);
  if (!cache) graph.problems.push_back({"--cache " + options.cache, cache.error().message});
  if (!graph.problems.empty()) {
    printProblems(graph.file, graph.problems);
    return exitUnusable;
  }

  const Progress::Style style = options.quiet ? Progress::Style::None : Progress::styleOfTerminal();
  RunListener listener(graph.host->catalog(), style, *out, options.out);
  if (!options.events.empty()) {
    if (auto opened = listener.openEvents(options.events, *graph.plan); !opened) {
      printError("--events " + options.events + ": " + opened.error().message);
      return exitUnusable;
    }
  }

  if (!options.trace.empty()) {
    if (auto opened = listener.openTrace(options.trace); !opened) {
      printError("--trace " + options.trace + ": " + opened.error().message);
      return exitUnusable;
    }
  }
  if (options.stats) listener.collectStats();
  if (options.nodeTimeout > 0) listener.reportSlowNodes(options.nodeTimeout);

  RunOptions run;
  run.workers = run.threads = options.threads;
  run.outputFolder = *out;
  run.previews = options.previews;
  run.deterministic = options.deterministic;
  run.checkCache = options.checkCache;
  ExecutorOptions executorOptions;
  executorOptions.sessionBytes = 0;  // there is no second run in this process: values go as soon as they can
  executorOptions.cacheFolder = *cache;
  executorOptions.openDevice = openDevice;
  limitMemory(options.memory, options.vram);
  CancelToken cancel;
  RunResult result;
  {
    const RunInterrupt interrupt(
        cancel, [&] { return listener.isTraining(); }, [&] { listener.endByForce(); });
    Executor executor(std::move(executorOptions));
    result = executor.run(*graph.plan, run, cancel, [&](const Event& event) { listener.event(event); });
  }
  if (listener.stats()) writeText(STDERR_FILENO, listener.stats()->text());
  printFailures(graph.file, result);
  if (result.status == RunResult::Status::Cancelled && !options.quiet) printNote("stopped; what was finished stays");
  return statusOf(result);
}

}  // namespace weft::runner
