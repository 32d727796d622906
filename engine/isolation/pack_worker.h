// The worker of one pack, started when it is needed and again when it has died; and the calls that go to it.
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include <weft/isolation/isolated_pack.h>

#include "link.h"
#include "worker_process.h"

namespace weft {

class PackWorker : public IsolatedPack, public std::enable_shared_from_this<PackWorker> {
 public:
  explicit PackWorker(IsolatedPackOptions options);

  void bind(NodeType& type, const NodeFunctions& functions) override;
  int processId() const override;

  // Calls, and calls once more on a new worker where another call has taken the worker down, unless this one
  // `mayRepeat` not. `makeRequest` is asked each time. Which of several calls did it is not always known; then they are
  // repeated one by one.
  using MakeRequest = std::function<Result<MessageWriter>(const std::shared_ptr<Link>& link)>;
  Result<MessageReader> call(MessageKind kind, const MakeRequest& makeRequest, CallContext& context,
                             const std::function<bool()>& mayRepeat);

  const std::string& name() const { return m_name; }
  double nodeTimeout() const { return m_options.nodeTimeout; }
  // Files that nodes write go below this folder; of the worker that is there now.
  void addOutputFolder(const std::string& folder);

 private:
  Result<std::shared_ptr<Link>> link();

  const IsolatedPackOptions m_options;
  const std::string m_name;
  // Shared by calls; a call that is repeated since it may be the one that kills its worker has it alone.
  std::shared_mutex m_turns;
  mutable std::mutex m_mutex;
  std::unique_ptr<WorkerProcess> m_worker;
};

// What a worker asks of the call that is under way (NodeCall), as the host answers it.
Link::Services nodeCallServices();

}  // namespace weft
