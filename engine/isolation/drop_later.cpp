#include "drop_later.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace weft {
namespace {

class Dropper {
 public:
  void add(std::shared_ptr<void> thing) {
    const std::lock_guard lock(m_mutex);
    m_things.push_back(std::move(thing));
    if (m_isRunning) {
      m_changed.notify_all();
    } else {
      m_isRunning = true;
      std::thread([this] { run(); }).detach();
    }
  }

  bool wait(std::chrono::milliseconds time) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, time, [this] { return m_things.empty() && !m_isBusy; });
  }

 private:
  [[noreturn]] void run() {
    std::unique_lock lock(m_mutex);
    for (;;) {
      m_changed.wait(lock, [this] { return !m_things.empty(); });
      std::vector<std::shared_ptr<void>> things;
      things.swap(m_things);
      m_isBusy = true;
      lock.unlock();
      things.clear();
      lock.lock();
      m_isBusy = false;
      m_changed.notify_all();
    }
  }

  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::vector<std::shared_ptr<void>> m_things;
  bool m_isRunning = false, m_isBusy = false;
};

// Never destroyed: its thread outlives main().
Dropper& dropper() {
  static auto& one = *new Dropper;
  return one;
}

}  // namespace

void dropLater(std::shared_ptr<void> thing) { dropper().add(std::move(thing)); }

bool waitForDrops(std::chrono::milliseconds time) { return dropper().wait(time); }

}  // namespace weft
