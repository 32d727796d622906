// The threads of a run: the arena that light nodes share, and plain threads for the rest. A lane knows nothing of
// nodes; post() makes one of its threads call the work function once.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <semaphore>
#include <thread>
#include <vector>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include "placement.h"

namespace weft {

// What a lane's thread offers the node that runs on it.
struct LaneSeat {
  LaneId lane;
  uint32_t threads = 1;                 // that the node may keep busy
  tbb::task_arena* parallel = nullptr;  // for its parallel loops; nullptr: where the thread is
};
using LaneWork = std::function<void(const LaneSeat&)>;

class Lanes {
 public:
  Lanes(int workers, int threads, LaneWork work);
  ~Lanes();  // after stop()
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;

  // Never blocks, and never calls the work function itself, so that the scheduler may hold its lock meanwhile. One call
  // at a time.
  void post(LaneId lane);
  // Waits for the work functions that are running; nothing is posted any more. Not from a lane's thread.
  void stop();

 private:
  class Threads;
  void postLight(LaneId lane);
  void workLight(LaneId lane);
  Threads* threadsOf(LaneId lane);

  const int m_threads;
  const LaneWork m_work;
  tbb::global_control m_parallelism;
  tbb::task_arena m_arena;
  tbb::task_group m_group;
  std::map<LaneId, std::unique_ptr<Threads>> m_lanes;  // made when they are first needed
};

}  // namespace weft
