// Ready nodes on their way to a thread: a queue for each lane, and who sits where. Guarded by the run's lock.
//
// Of the light lane's seats, one that is posted takes what is best when it arrives, and goes on while there is
// anything. In the other lanes a node is given its seat before the seat's thread is posted: the lowest free one, so
// that the same few threads make teams of OpenMP threads. A lane has room for so much at a time; a node takes as much
// of it as it has threads in the heavy lane, and one elsewhere. What does not fit waits, and what comes after it as
// well, so that a large node is never starved by small ones.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <vector>

#include "lanes.h"

namespace weft {

class Scheduler;

// A node that is ready. The smallest is taken first.
struct Job {
  uint64_t turn = 0;   // of the pass: deeper ones, then older ones
  uint64_t place = 0;  // within it
  Scheduler* scheduler = nullptr;
  int node = -1;
  bool reading = false;  // the node is not run: what was kept of it is read
  bool operator>(const Job& other) const { return turn != other.turn ? turn > other.turn : place > other.place; }
};
using JobQueue = std::priority_queue<Job, std::vector<Job>, std::greater<>>;

class Dispatch {
 public:
  Dispatch(int workers, int threads, Lanes& lanes) : m_workers(workers), m_threads(threads), m_lanes(lanes) {}

  void push(const Placement& placement, const Job& job);  // wake() follows
  // For the thread of a seat: its first node after it was posted, then one after the other; nullopt: it leaves.
  std::optional<Job> arrive(const LaneSeat& seat);
  std::optional<Job> next(const LaneSeat& seat);
  // Posts seats for what waits and fits.
  void wake();
  std::vector<Job> drain();  // what was never begun, when nothing runs any more

 private:
  struct Entry : Job {
    uint32_t weight = 1;
  };
  struct Seat {
    bool taken = false;
    Entry job;  // that it was posted for, or has; without a scheduler: none yet
  };
  struct Lane {
    LaneId id;
    uint32_t room = 1, used = 0;
    size_t arriving = 0;  // light: seats that were posted and have not come yet
    std::vector<Seat> seats;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;

    bool fits() const { return !queue.empty() && used + queue.top().weight <= room; }
    int freeSeat() const;
    void seatTop(Seat& seat);
  };

  Lane& laneOf(LaneId id);
  void wake(Lane& lane);

  const int m_workers, m_threads;
  Lanes& m_lanes;
  std::vector<std::unique_ptr<Lane>> m_queues;  // few: found by looking at each
};

}  // namespace weft
