#include <filesystem>

#include <weft/base/kernel_table.h>
#include <weft/exec/executor.h>
#include <weft/host/host.h>
#include <weft/plan/plan.h>

#include "commands.h"
#include "exit_status.h"
#include "graph_source.h"
#include "output.h"
#include "progress.h"
#include "signals.h"

namespace weft::runner {

namespace fs = std::filesystem;

namespace {

constexpr const char* measuringGraph =
    R"({"weft": 1, "nodes": {"measure": {"type": "weft.io.MeasureKernels"}}, "outputs": {"text": "measure.text"}})";

// A table of this kind of processor that cannot be read goes with its file.
int reset(const fs::path& file) {
  std::error_code failure;
  if (!fs::exists(file, failure)) return exitDone;
  if (!writeKernelTable(file, {})) fs::remove(file, failure);
  if (failure) {
    printError(file.string() + ": " + failure.message());
    return exitFailed;
  }
  return exitDone;
}

// The fastest kernel of each operation; what was measured is printed.
Result<KernelTable> tableOf(const std::string& text) {
  auto measured = parseJson(text, "what was measured");
  if (!measured) return std::move(measured).error();
  KernelTable table;
  for (const auto& [operation, kernels] : measured->items()) {
    std::string line;
    for (const auto& [kernel, seconds] : kernels.items()) {
      line += (line.empty() ? operation + ": " : ", ") + kernel + " " + shortTime(seconds.get<double>());
      table.choices.emplace(operation, kernel);  // the fastest stands first
    }
    printResult(line + "\n");
  }
  return table;
}

}  // namespace

int tuneCommand(const Options& options) {
  const fs::path file = kernelTableFile();
  if (file.empty()) {
    printError("there is no place for the table: set WEFT_KERNELS to a file, or HOME");
    return exitUnusable;
  }
  if (options.reset) return reset(file);
  if (const auto before = readKernelTable(file); !before) {
    printError(before.error().message + "; runner tune --reset removes it");
    return exitUnusable;
  }

  const Host host(hostOptions(options));
  Problems problems;
  const Result<Document> document = Document::parse(measuringGraph, "tune", problems);
  const Result<Plan> plan = document ? makePlan(*document, host.catalog(), {}, problems) : document.error();
  if (!plan) {
    printProblems("tune", problems);
    return exitUnusable;
  }
  Progress progress(options.quiet ? Progress::Style::None : Progress::styleOfTerminal());
  RunOptions run;
  run.workers = run.threads = options.threads;
  run.useCache = false;
  CancelToken cancel;
  RunResult result;
  {
    const RunInterrupt interrupt(cancel, [] { return false; });
    Executor executor;
    result = executor.run(*plan, run, cancel, [&](const Event& event) { progress.event(event); });
  }
  for (const NodeFailure& failure : result.failures) printError("tune: " + failure.type + ": " + failure.error.message);
  if (result.status != RunResult::Status::Done) return RunInterrupt::status() ? RunInterrupt::status() : exitFailed;

  const Result<KernelTable> table = tableOf(*result.outputs.at("text").asString());
  auto written = table ? writeKernelTable(file, *table) : table.error();
  if (!written) {
    printError(written.error().message);
    return exitFailed;
  }
  printResult("saved " + file.string() + "\n");
  return exitDone;
}

}  // namespace weft::runner
