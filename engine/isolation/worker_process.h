// One worker: a child process of this program in which one pack is loaded. It is started here, watched by a thread of
// its own, and ended with the last owner.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "link.h"
#include "worker_start.h"

namespace weft {

struct WorkerOptions {
  std::string name;  // of the pack, as messages have it: "the plugin org.example.pack"
  WorkerStart start;
  Link::Services services;
  std::function<Result<Device>(weft_device_id)> openDevice;
  std::function<void(const std::string& how)> died;  // by what the pack did; on a thread of the worker's
};

class WorkerProcess {
 public:
  // Returns when the pack is loaded; an error says why it is not.
  static Result<std::unique_ptr<WorkerProcess>> start(WorkerOptions options);
  ~WorkerProcess();  // waits for its end
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  const std::shared_ptr<Link>& link() const { return m_link; }
  pid_t id() const { return m_id; }

  // Files that the process has open below this folder are removed when it ends.
  void addOutputFolder(const std::string& folder);

  bool waitForEnd(std::chrono::milliseconds time);
  void kill() const;

 private:
  explicit WorkerProcess(WorkerOptions options);
  Result<void> spawn();
  Result<void> waitUntilLoaded();
  void watch();
  void reap();
  void cleanUp();
  bool handle(MessageKind kind, MessageReader& message);

  const WorkerOptions m_options;
  pid_t m_id = -1;
  FileHandle m_handle;  // a pidfd
  std::shared_ptr<Link> m_link;
  std::thread m_watcher;

  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  std::optional<Result<void>> m_loaded;
  bool m_ended = false, m_isLeaving = false;
  std::string m_temporaryPrefix;
  std::vector<std::string> m_outputFolders;
};

// How this program is started as a worker, and where it finds what it was given.
inline constexpr const char* workerArgument = "--weft-plugin-worker";
inline constexpr int workerControlDescriptor = 3, workerPageDescriptor = 4;
// The exit status of one that finds its host gone.
inline constexpr int workerLeftStatus = 113;

}  // namespace weft
