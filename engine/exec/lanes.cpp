#include "lanes.h"

#include <algorithm>
#include <atomic>
#include <semaphore>
#include <system_error>
#include <thread>

#include <weft/base/log.h>

#include "tsan.h"

namespace weft {
namespace {

std::string seatName(LaneId lane, int seat) {
  switch (lane.kind) {
    case LaneKind::Light:
      return "light " + std::to_string(seat);
    case LaneKind::Heavy:
      return "heavy " + std::to_string(seat);
    case LaneKind::Io:
      return "io " + std::to_string(seat);
    default:
      return (lane.deviceType == WEFT_DEVICE_VULKAN ? "vulkan:" : "cuda:") + std::to_string(lane.device);
  }
}

}  // namespace

// A plain thread, for work that blocks or that keeps state in its thread: a team of OpenMP threads, a device's handles.
class Lanes::Thread {
 public:
  Thread(LaneSeat& seat, const LaneWork& work) : m_work(work), m_seat(seat) {
    m_seat.parallel = [this](uint32_t threads) { return arenaOf(threads); };
    m_thread = std::thread([this] { loop(); });
  }

  ~Thread() {
    m_stopping = true;
    m_posted.release();
    m_thread.join();
  }

  void post() { m_posted.release(); }

 private:
  void loop() {
    for (;;) {
      m_posted.acquire();
      if (m_stopping) return;
      m_work(m_seat);
    }
  }

  // The one slot that is reserved is this thread's, so that execute() never hands a loop to another thread.
  tbb::task_arena* arenaOf(uint32_t threads) {
    auto& arena = m_arenas[threads];
    if (!arena) arena = std::make_unique<tbb::task_arena>(static_cast<int>(threads), 1);
    return arena.get();
  }

  const LaneWork& m_work;
  LaneSeat& m_seat;
  std::map<uint32_t, std::unique_ptr<tbb::task_arena>> m_arenas;  // of this thread
  std::counting_semaphore<> m_posted{0};
  std::atomic<bool> m_stopping{false};
  std::thread m_thread;  // last: it uses everything above
};

// One more than the workers: the thread that waits for the run counts among them without working.
Lanes::Lanes(int workers, int threads, LaneWork work)
    : m_work(std::move(work)),
      m_parallelism(tbb::global_control::max_allowed_parallelism, static_cast<size_t>(std::max(workers, threads)) + 1),
      m_arena(workers, 0) {}

Lanes::~Lanes() = default;

Lanes::Thread* Lanes::threadOf(LaneSeat& seat) {
  auto& thread = m_threads[&seat];
  if (!thread) {
    try {
      thread = std::make_unique<Thread>(seat, m_work);
    } catch (const std::system_error& error) {
      logWarning("exec",
                 std::string("no thread for a lane of its own, so its nodes run among the others: ") + error.what());
    }
  }
  return thread.get();
}

void Lanes::post(LaneId lane, int number) {
  LaneSeat& seat = m_seats[{lane, number}];
  if (seat.name.empty()) seat = {lane, number, seatName(lane, number), {}};
  Thread* thread = lane.kind == LaneKind::Light ? nullptr : threadOf(seat);
  if (thread) {
    thread->post();
  } else {
    postToArena(seat);
  }
}

// enqueue(defer()) counts the task before anybody may wait for the group; running it from within the arena would not.
void Lanes::postToArena(const LaneSeat& seat) {
  auto task = m_group.defer([this, &seat]() WEFT_CARRIED_BY_TBB {
    tsanAcquire(this);
    m_work(seat);
    tsanRelease(this);
  });
  tsanRelease(this);
  m_arena.enqueue(std::move(task));
}

void Lanes::stop() {
  m_threads.clear();
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
