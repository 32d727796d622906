#include "lanes.h"

#include <algorithm>
#include <atomic>
#include <system_error>

#include <weft/base/log.h>

#include "tsan.h"

namespace weft {

// Plain threads, for work that blocks or that keeps state in its thread: a team of OpenMP threads, a device's handles.
class Lanes::Threads {
 public:
  Threads(LaneId lane, int count, int nodeThreads, const LaneWork& work) : m_work(work), m_count(count) {
    m_threads.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
      try {
        m_threads.emplace_back([this, lane, nodeThreads] { loop(lane, nodeThreads); });
      } catch (const std::system_error&) {
        if (m_threads.empty()) throw;
        break;  // fewer do as well
      }
    }
  }

  ~Threads() {
    m_stopping = true;
    m_posted.release(m_count);
    for (std::thread& thread : m_threads) thread.join();
  }

  void post() { m_posted.release(); }

 private:
  void loop(LaneId lane, int nodeThreads) {
    // The one slot that is reserved is this thread's, so that execute() never hands the loop to another thread.
    tbb::task_arena arena(std::max(1, nodeThreads), 1);
    const LaneSeat seat{lane, static_cast<uint32_t>(std::max(1, nodeThreads)), &arena};
    for (;;) {
      m_posted.acquire();
      if (m_stopping) return;
      m_work(seat);
    }
  }

  const LaneWork& m_work;
  const int m_count;
  std::counting_semaphore<> m_posted{0};
  std::atomic<bool> m_stopping{false};
  std::vector<std::thread> m_threads;
};

// One more than the workers: the thread that waits for the run counts among them without working.
Lanes::Lanes(int workers, int threads, LaneWork work)
    : m_threads(threads),
      m_work(std::move(work)),
      m_parallelism(tbb::global_control::max_allowed_parallelism, static_cast<size_t>(std::max(workers, threads)) + 1),
      m_arena(workers, 0) {}

Lanes::~Lanes() = default;

Lanes::Threads* Lanes::threadsOf(LaneId lane) {
  auto& threads = m_lanes[lane];
  if (!threads) {
    const bool io = lane.kind == LaneKind::Io;
    constexpr int ioThreads = 3;
    try {
      threads = std::make_unique<Threads>(lane, io ? ioThreads : 1, io ? 1 : m_threads, m_work);
    } catch (const std::system_error& error) {
      logWarning("exec",
                 std::string("no thread for a lane of its own, so its nodes run among the others: ") + error.what());
    }
  }
  return threads.get();
}

void Lanes::post(LaneId lane) {
  Threads* threads = lane.kind == LaneKind::Light ? nullptr : threadsOf(lane);
  if (threads) {
    threads->post();
  } else {
    postLight(lane);
  }
}

// enqueue(defer()) counts the task before anybody may wait for the group; running it from within the arena would not.
void Lanes::postLight(LaneId lane) {
  auto task = m_group.defer([this, lane]() WEFT_CARRIED_BY_TBB {
    tsanAcquire(this);
    workLight(lane);
    tsanRelease(this);
  });
  tsanRelease(this);
  m_arena.enqueue(std::move(task));
}

void Lanes::workLight(LaneId lane) {
  m_work({lane, lane.kind == LaneKind::Light ? 1 : static_cast<uint32_t>(m_threads), nullptr});
}

void Lanes::stop() {
  m_lanes.clear();
  tsanRelease(this);
  // All of the arena's places may be taken; then one of its threads waits on behalf of this one.
  m_arena.execute([this]() WEFT_CARRIED_BY_TBB {
    tsanAcquire(this);
    m_group.wait();
    tsanRelease(this);
  });
  tsanAcquire(this);
}

}  // namespace weft
