// What a run tells while it goes on. Every node of the plan, merged ones too, gets exactly one terminal event
// (NodeFinished or NodeFailed) between RunStarted and RunFinished. Sinks are called from any thread, one call at a
// time, never under a lock of the executor.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <weft/value/value.h>

namespace weft {

struct Event {
  // NodeCalled: one call of process() has returned. A node in a loop's body is called many times, and has one
  // NodeStarted and one terminal event all the same.
  enum class Kind {
    RunStarted,
    NodeStarted,
    NodeCalled,
    NodeProgress,
    NodeFinished,
    NodeFailed,
    FileSaved,
    RunFinished
  };
  Kind kind = Kind::RunStarted;
  double time = 0;               // seconds since the run started
  std::string node, type;        // id "outer/inner" and type id
  uint64_t step = 0, total = 0;  // progress
  std::string text;              // progress: what is being done
  Value preview;                 // progress: an image in the making, or empty
  bool cached = false;           // finished: not run, its result was there, or nobody needed it
  double seconds = 0;            // called: of this call, which ended at `time`; finished, failed: of all calls
  std::string lane;              // called: the thread it ran on: "light 1", "heavy 0", "io 2", "vulkan:0"
  uint64_t calls = 0;            // finished, failed: how many
  uint64_t peakBytes = 0;        // called, finished, failed: the most that it held beyond its inputs at a time, counted
  uint64_t memory = 0;           // called, run finished: counted bytes of the process on the CPU at `time`
  uint64_t bytes = 0;            // of the outputs
  bool skipped = false;          // failed: it never ran, or not to its end: another node failed, or the run was stopped
  std::string message;           // failed: the cause; saved: the path
  std::string status;            // run finished: "done", "failed", "cancelled"
  uint64_t nodes = 0;            // run started: how many
  uint64_t executed = 0, cachedCount = 0, failed = 0, skippedCount = 0;
};

using EventSink = std::function<void(const Event&)>;

}  // namespace weft
