// The threads of a run: the arena that light nodes share, and plain threads for the rest. A lane has numbered seats;
// post() makes the thread of one call the work function once. Lanes know nothing of nodes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include "placement.h"

namespace weft {

// What a lane's thread offers the node that runs on it. Lives as long as the lanes.
struct LaneSeat {
  LaneId lane;
  int number = 0;
  std::string name;  // "light 1", "vulkan:0"
  // For a node's parallel loops on so many threads; nullptr: where the thread is.
  std::function<tbb::task_arena*(uint32_t threads)> parallel;
};
using LaneWork = std::function<void(const LaneSeat&)>;

class Lanes {
 public:
  // So many seats has the light lane, and so many threads may be busy in heavy nodes.
  Lanes(int workers, int threads, LaneWork work);
  ~Lanes();  // after stop()
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;

  // For a seat whose last call has returned, or is about to. Never blocks, and never calls the work function itself, so
  // that the caller may hold its lock meanwhile. One call at a time.
  void post(LaneId lane, int seat);
  // Waits for the work functions that are running; nothing is posted any more. Not from a lane's thread.
  void stop();

 private:
  class Thread;
  void postToArena(const LaneSeat& seat);
  Thread* threadOf(LaneSeat& seat);

  const LaneWork m_work;
  tbb::global_control m_parallelism;
  tbb::task_arena m_arena;
  tbb::task_group m_group;
  std::map<std::pair<LaneId, int>, LaneSeat> m_seats;  // those that were ever posted; they stay
  std::map<const LaneSeat*, std::unique_ptr<Thread>> m_threads;
};

}  // namespace weft
