#include <weft/isolation/worker.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <thread>

#include <fcntl.h>

#include <weft/base/atomic_file.h>
#include <weft/base/files.h>
#include <weft/isolation/process_limits.h>
#include <weft/value/memory.h>
#include <weft/value/shared_arena.h>

#include "drop_later.h"
#include "object_services.h"
#include "worker_call.h"
#include "worker_pack.h"
#include "worker_process.h"
#include "worker_start.h"

namespace weft {
namespace {

// What a process has beside what is counted: code, libraries, LibTorch, freed blocks. See memoryFloor().
constexpr uint64_t floorBytes = uint64_t{1} << 30;

WorkerPage* g_page = nullptr;
thread_local constinit uint32_t t_slot = WorkerPage::noSlot;

// Within a signal handler, or on the thread that called exit().
void markCulprit(const void* address) {
  if (SharedArena::isReadOnly(address)) g_page->words().wroteReadOnly = 1;
  uint32_t nobody = WorkerPage::noSlot;
  if (t_slot != WorkerPage::noSlot) g_page->words().culprit.compare_exchange_strong(nobody, t_slot);
}

// Other threads go on while exit() takes down what they use: it ends here.
void onExit(int status, void*) {
  markCulprit(nullptr);
  ::_exit(status);
}

// What a pack may take: the budget and a floor, and never quite all that the machine has.
uint64_t mostData(uint64_t budget) {
  const auto physical =
      static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
  const uint64_t most = physical / 10 * 9;
  return budget > 0 ? std::min(most, budget + floorBytes) : most;
}

class Worker {
 public:
  Worker(FileHandle control, std::shared_ptr<WorkerPage> page, const WorkerHooks& hooks)
      : m_hooks(hooks), m_link(makeLink(std::move(control), std::move(page))) {}

  [[noreturn]] void run() {
    (void)m_link->control().run(*m_link, -1,
                                [this](MessageKind kind, MessageReader& message) { return handle(kind, message); });
    leave();
  }

 private:
  std::shared_ptr<Link> makeLink(FileHandle control, std::shared_ptr<WorkerPage> page) {
    Link::Options options;
    options.name = "Weft";
    options.services = m_pack.services();
    options.services.merge(objectServices());
    options.closed = [this] { leave(); };
    options.openDevice = m_hooks.openDevice;
    options.isWorker = true;
    return std::make_shared<Link>(std::move(control), std::move(page), std::move(options));
  }

  // The host has gone, or wants this process to go.
  [[noreturn]] void leave() const {
    removeTemporaryFiles();
    for (const std::string& folder : m_pack.outputFolders()) removeTemporaryFiles(folder);
    ::_exit(workerLeftStatus);
  }

  bool handle(MessageKind kind, MessageReader& message) {
    switch (kind) {
      case MessageKind::Start: {
        // This thread goes on listening, so that a pack that hangs in its constructors does not outlive its host.
        WorkerStart start = getStart(message);
        std::thread([this, start = std::move(start)] { load(start); }).detach();
        return message.ok();
      }
      case MessageKind::End:
        std::thread([this] {
          (void)waitForDrops(std::chrono::seconds(1));
          leave();
        }).detach();
        return true;
      default:
        return m_link->handleControl(kind, message);
    }
  }

  void load(const WorkerStart& start) {
    limitData(mostData(start.memory));
    limitMemory(start.memory, start.vram);
    m_hooks.useKernels(start.kernels);
    m_hooks.useDevicePacks(start.devicePacks);
    auto types = m_hooks.load(start.library, start.buildId);
    MessageWriter started(*m_link);
    started.put<uint8_t>(types ? 1 : 0);
    if (types) {
      m_pack.setTypes(*std::move(types));
    } else {
      started.putError(types.error());
    }
    started.putText(temporaryPrefix());
    m_link->post(MessageKind::Started, std::move(started));
  }

  const WorkerHooks& m_hooks;
  WorkerPack m_pack;
  const std::shared_ptr<Link> m_link;
};

}  // namespace

uint32_t threadSlot() { return t_slot; }
void setThreadSlot(uint32_t slot) { t_slot = slot; }

bool isWorker(int argc, char** argv) { return argc == 2 && std::string_view(argv[1]) == workerArgument; }

void runWorker(const WorkerHooks& hooks) {
  leaveNoCore();
  goFirst();
  ::fcntl(workerControlDescriptor, F_SETFD, FD_CLOEXEC);
  ::fcntl(workerPageDescriptor, F_SETFD, FD_CLOEXEC);
  auto page = WorkerPage::open(FileHandle(workerPageDescriptor));
  if (!page) ::_exit(EXIT_FAILURE);
  g_page = page->get();
  hooks.markCrashes(markCulprit);
  ::on_exit(onExit, nullptr);
  static auto& worker = *new Worker(FileHandle(workerControlDescriptor), *std::move(page), hooks);
  worker.run();
}

}  // namespace weft
