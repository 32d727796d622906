#include "pack_worker.h"

#include <weft/base/text.h>
#include <weft/graph/node_instance.h>
#include <weft/value/memory.h>

#include "object_services.h"
#include "remote_node.h"

namespace weft {
namespace {

constexpr int mostRepetitions = 3;

Link::Services hostServices() {
  Link::Services services = nodeCallServices();
  services.merge(objectServices());
  return services;
}

}  // namespace

std::shared_ptr<IsolatedPack> IsolatedPack::make(IsolatedPackOptions options) {
  return std::make_shared<PackWorker>(std::move(options));
}

PackWorker::PackWorker(IsolatedPackOptions options)
    : m_options(std::move(options)), m_name("the plugin " + m_options.id) {}

int PackWorker::processId() const {
  const std::lock_guard lock(m_mutex);
  return m_worker && !m_worker->link()->end() ? m_worker->id() : 0;
}

Result<std::shared_ptr<Link>> PackWorker::link() {
  const std::lock_guard lock(m_mutex);
  if (m_worker && !m_worker->link()->end()) return m_worker->link();
  m_worker.reset();
  if (const std::string why = m_options.setAside ? m_options.setAside() : std::string(); !why.empty()) {
    return makeError(ErrorCode::Internal, m_name + ' ' + why);
  }
  WorkerOptions options;
  options.name = m_name;
  options.services = hostServices();
  options.start.library = m_options.library;
  options.start.buildId = m_options.buildId;
  if (m_options.devicePacks) options.start.devicePacks = m_options.devicePacks();
  options.start.kernels = m_options.kernels;
  options.start.memory = memoryUse().budget;
  options.start.vram = memoryUse({WEFT_DEVICE_VULKAN, 0}).budget;
  options.openDevice = m_options.openDevice;
  options.died = m_options.died;
  auto worker = WorkerProcess::start(std::move(options));
  if (!worker) return worker.error();
  m_worker = *std::move(worker);
  return m_worker->link();
}

void PackWorker::addOutputFolder(const std::string& folder) {
  const std::lock_guard lock(m_mutex);
  if (m_worker) m_worker->addOutputFolder(folder);
}

Result<MessageReader> PackWorker::call(MessageKind kind, const MakeRequest& makeRequest, CallContext& context,
                                       const std::function<bool()>& mayRepeat) {
  context.timeoutSeconds = m_options.nodeTimeout;
  bool alone = false;
  for (int repetitions = 0;; ++repetitions) {
    std::shared_lock shared(m_turns, std::defer_lock);
    std::unique_lock exclusive(m_turns, std::defer_lock);
    if (alone) {
      exclusive.lock();
    } else {
      shared.lock();
    }
    auto there = link();
    if (!there) return there.error();
    auto request = makeRequest(*there);
    if (!request) return request.error();
    context.lost = nullptr;
    context.slot = LinkEnd::nobody;
    auto answer = (*there)->call(kind, *std::move(request), context);
    if (answer || !context.lost) return answer;
    const LinkEnd& end = *context.lost;
    const bool isKnown = end.culprit != LinkEnd::nobody, wasSent = context.slot != LinkEnd::nobody;
    if (wasSent && (isKnown ? end.culprit == context.slot : alone || end.callsUnderWay <= 1)) return answer;
    if (context.node && context.node->cancelled()) return makeError(ErrorCode::Cancelled, "cancelled");
    if (repetitions == mostRepetitions || context.hadEffects || !mayRepeat()) {
      return makeError(end.error.code, "its process was lost while another node ran in it: " + end.error.message);
    }
    alone = !isKnown;
  }
}

}  // namespace weft
