#include "worker_process.h"

#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <set>

#include <fcntl.h>

#include <weft/base/atomic_file.h>
#include <weft/base/log.h>
#include <weft/isolation/process_end.h>
#include <weft/isolation/workers.h>

#include "held_token.h"

extern char** environ;

namespace weft {
namespace {

// A pack that takes longer to load counts as hanging.
constexpr std::chrono::seconds loadPatience(60);
// How long a worker may take to leave, which is to drop what it has.
constexpr std::chrono::seconds leavePatience(3);

Error failed(const char* what, int number) {
  return makeError(ErrorCode::Internal, std::string("a worker process cannot be ") + what + ": " + systemError(number));
}

// Ends for posix_spawn to give the child.
class SpawnPlan {
 public:
  SpawnPlan(int control, int page) : m_control(above(control)), m_page(above(page)) {
    ::posix_spawn_file_actions_init(&m_files);
    ::posix_spawnattr_init(&m_attributes);
    ::posix_spawn_file_actions_addopen(&m_files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&m_files, STDERR_FILENO, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&m_files, m_control.get(), workerControlDescriptor);
    ::posix_spawn_file_actions_adddup2(&m_files, m_page.get(), workerPageDescriptor);
    ::posix_spawn_file_actions_addclosefrom_np(&m_files, workerPageDescriptor + 1);
    sigset_t all, none;
    ::sigfillset(&all);
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigdefault(&m_attributes, &all);
    ::posix_spawnattr_setsigmask(&m_attributes, &none);
    // A group of its own: the terminal's signals are the host's, and what the pack starts is killed with it.
    ::posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&m_files);
    ::posix_spawnattr_destroy(&m_attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int spawn(pid_t& id) const {
    std::string program = "/proc/self/exe", argument = workerArgument;
    char* arguments[] = {program.data(), argument.data(), nullptr};
    return ::posix_spawn(&id, program.c_str(), &m_files, &m_attributes, arguments, environ);
  }

 private:
  // The same file under a number that is none of those that the child is to get.
  static FileHandle above(int file) { return FileHandle(::fcntl(file, F_DUPFD_CLOEXEC, workerPageDescriptor + 1)); }

  const FileHandle m_control, m_page;
  posix_spawn_file_actions_t m_files{};
  posix_spawnattr_t m_attributes{};
};

// All that there are, for endWorkers().
struct Workers {
  std::mutex mutex;
  std::set<WorkerProcess*> all;
  std::atomic<uint64_t> lost{0};
};

Workers& workers() {
  static auto& workers = *new Workers;
  return workers;
}

}  // namespace

uint64_t lostWorkers() { return workers().lost; }

void endWorkers() {
  const std::lock_guard lock(workers().mutex);
  for (const WorkerProcess* worker : workers().all) worker->kill();
  for (WorkerProcess* worker : workers().all) worker->waitForEnd(std::chrono::seconds(1));
}

WorkerProcess::WorkerProcess(WorkerOptions options) : m_options(std::move(options)) {
  const std::lock_guard lock(workers().mutex);
  workers().all.insert(this);
}

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(WorkerOptions options) {
  std::unique_ptr<WorkerProcess> worker(new WorkerProcess(std::move(options)));
  if (auto spawned = worker->spawn(); !spawned) return spawned.error();
  if (auto loaded = worker->waitUntilLoaded(); !loaded) return loaded.error();
  return worker;
}

Result<void> WorkerProcess::spawn() {
  auto control = makeControlSocket();
  if (!control) return control.error();
  auto page = WorkerPage::make();
  if (!page) return page.error();
  const SpawnPlan plan(control->second.get(), (*page)->file());
  if (const int number = plan.spawn(m_id); number != 0) return failed("started", number);
  m_handle = FileHandle(static_cast<int>(::syscall(SYS_pidfd_open, m_id, 0)));
  if (!m_handle.isOpen()) {
    const int number = errno;
    ::kill(m_id, SIGKILL);
    ::waitpid(m_id, nullptr, 0);
    return failed("watched", number);
  }
  Link::Options options;
  options.name = m_options.name;
  options.services = m_options.services;
  options.kill = [this] { kill(); };
  options.openDevice = m_options.openDevice;
  m_link = std::make_shared<Link>(std::move(control->first), *std::move(page), std::move(options));
  MessageWriter start(*m_link);
  putStart(start, m_options.start);
  m_link->post(MessageKind::Start, std::move(start));
  m_watcher = std::thread([this] { watch(); });
  return {};
}

Result<void> WorkerProcess::waitUntilLoaded() {
  std::unique_lock lock(m_mutex);
  const auto known = [this] { return m_loaded.has_value() || m_ended; };
  if (!m_changed.wait_for(lock, loadPatience, known)) {
    lock.unlock();
    m_link->condemn(
        makeError(ErrorCode::Internal, m_options.name + " was not loaded within " +
                                           std::to_string(loadPatience.count()) + " s, and its process was ended"),
        LinkEnd::nobody, true);
    lock.lock();
    m_changed.wait(lock, [this] { return m_ended; });
  }
  if (m_loaded) return *m_loaded;
  return m_link->end()->error;
}

WorkerProcess::~WorkerProcess() {
  {
    const std::lock_guard lock(workers().mutex);
    workers().all.erase(this);
  }
  if (!m_watcher.joinable()) return;
  {
    const std::lock_guard lock(m_mutex);
    m_isLeaving = true;
  }
  m_link->post(MessageKind::End, MessageWriter(*m_link));
  if (!waitForEnd(leavePatience)) kill();
  m_watcher.join();
}

bool WorkerProcess::waitForEnd(std::chrono::milliseconds time) {
  std::unique_lock lock(m_mutex);
  return m_changed.wait_for(lock, time, [this] { return m_ended; });
}

void WorkerProcess::addOutputFolder(const std::string& folder) {
  const std::lock_guard lock(m_mutex);
  if (std::find(m_outputFolders.begin(), m_outputFolders.end(), folder) == m_outputFolders.end()) {
    m_outputFolders.push_back(folder);
  }
}

void WorkerProcess::kill() const {
  if (m_handle.isOpen()) ::syscall(SYS_pidfd_send_signal, m_handle.get(), SIGKILL, nullptr, 0);
}

bool WorkerProcess::handle(MessageKind kind, MessageReader& message) {
  if (kind == MessageKind::Resume) {
    const auto token = std::dynamic_pointer_cast<HeldToken>(m_link->takeHeld(message.get<uint64_t>()));
    if (!token || !message.finish()) return false;
    token->resume();
    return true;
  }
  if (kind != MessageKind::Started) return m_link->handleControl(kind, message);
  Result<void> loaded;
  if (!message.getBoolean()) loaded = message.getError();
  std::string prefix = message.getText();
  if (!message.finish()) return false;
  const std::lock_guard lock(m_mutex);
  m_loaded = std::move(loaded);
  m_temporaryPrefix = std::move(prefix);
  m_changed.notify_all();
  return true;
}

void WorkerProcess::watch() {
  const auto stopped = m_link->control().run(
      *m_link, m_handle.get(), [this](MessageKind kind, MessageReader& message) { return handle(kind, message); });
  if (stopped == ControlSocket::Stopped::Malformed) m_link->condemnNonsense("a message", LinkEnd::nobody);
  // Its sockets close a moment before it has ended.
  constexpr int moment = 2000;
  pollfd ended{m_handle.get(), POLLIN, 0};
  while (::poll(&ended, 1, moment) < 0 && errno == EINTR) {
  }
  if (ended.revents == 0) kill();
  reap();
}

void WorkerProcess::reap() {
  pollfd ended{m_handle.get(), POLLIN, 0};
  while (::poll(&ended, 1, -1) < 0 && errno == EINTR) {
  }
  ::kill(-m_id, SIGKILL);  // what it has started; the group is its own until it is waited for
  int status = 0;
  while (::waitpid(m_id, &status, 0) < 0 && errno == EINTR) {
  }
  const auto verdict = m_link->verdict();
  const bool hasLeft = WIFEXITED(status) && WEXITSTATUS(status) == workerLeftStatus;
  const bool wroteReadOnly = WIFSIGNALED(status) && m_link->page().words().wroteReadOnly != 0;
  const std::string text = m_options.name + ' ' +
                           (hasLeft ? "has closed its connection to Weft" : processEndText(status)) +
                           (wroteReadOnly ? ": it wrote into memory that it may only read, such as its inputs" : "");
  bool isDeath = false;
  {
    const std::lock_guard lock(m_mutex);
    isDeath = verdict ? verdict->counts : !m_isLeaving;
    if (!m_isLeaving) ++workers().lost;
  }
  if (isDeath) {
    const std::string& whole = verdict ? verdict->error.message : text;
    logInfo("isolation", whole);
    const bool isNamed = whole.starts_with(m_options.name + ' ');
    if (m_options.died) m_options.died(whole.substr(isNamed ? m_options.name.size() + 1 : 0));
  }
  cleanUp();
  const uint32_t culprit = m_link->page().words().culprit;
  m_link->finish(makeError(ErrorCode::Internal, text), culprit < WorkerPage::slotCount ? culprit : LinkEnd::nobody);
  const std::lock_guard lock(m_mutex);
  m_ended = true;
  m_changed.notify_all();
}

void WorkerProcess::cleanUp() {
  const std::lock_guard lock(m_mutex);
  // Nothing but the worker's own files, whatever it called them.
  if (!m_temporaryPrefix.starts_with(temporaryPrefixOf(m_id))) return;
  for (const std::string& folder : m_outputFolders) removeTemporaryFilesOf(m_temporaryPrefix, folder);
}

}  // namespace weft
