#include "interface_calls.h"

namespace weft {
namespace {

class BorrowedProgress final : public Borrowed {
 public:
  explicit BorrowedProgress(const weft_progress& progress) : m_progress(progress) {}
  Result<void> report(uint64_t step, uint64_t total) {
    return whileThere([&] { return callObject([&] { return m_progress.report(m_progress.user, step, total); }); });
  }

 private:
  const weft_progress& m_progress;
};

}  // namespace

bool Borrowed::enter() {
  const std::lock_guard lock(m_mutex);
  if (!m_isOver) ++m_users;
  return !m_isOver;
}

void Borrowed::leave() {
  const std::lock_guard lock(m_mutex);
  if (--m_users == 0) m_left.notify_all();
}

void Borrowed::giveBack() {
  std::unique_lock lock(m_mutex);
  m_isOver = true;
  m_left.wait(lock, [this] { return m_users == 0; });
}

Result<void> finishAnswer(MessageReader& answer) {
  auto finished = answer.finish();
  if (!finished) answer.link().condemn(finished.error(), LinkEnd::nobody, true);
  return finished;
}

Result<void> takeValue(Result<MessageReader> answer, const weft_value** out) {
  if (!answer) return answer.error();
  auto value = getValue(*answer);
  if (auto finished = finishAnswer(*answer); !finished && (value || !answer->ok())) return finished;
  if (!value) return value.error();
  *out = value->release();
  return {};
}

LentProgress::LentProgress(Link& link, const weft_progress* progress) {
  if (!progress || !progress->report) return;
  m_lent = Lending<Borrowed>(std::make_shared<BorrowedProgress>(*progress));
  m_handle = link.hold(m_lent.thing());
}

RemoteProgress::RemoteProgress(Link& link, MessageReader& request) {
  if (const auto handle = request.get<uint64_t>(); handle != 0) m_remote.emplace(link.shared_from_this(), handle);
  m_progress = {sizeof(weft_progress), this, report};
}

weft_status RemoteProgress::report(void* self, uint64_t step, uint64_t total) {
  const Remote& remote = *static_cast<RemoteProgress*>(self)->m_remote;
  return answerWith([&]() -> Result<void> {
    auto answer = ask(remote, MessageKind::ReportProgress, [&](MessageWriter& request) {
      request.put(step);
      request.put(total);
      return Result<void>();
    });
    return answer ? finishAnswer(*answer) : Result<void>(answer.error());
  });
}

void addProgressServices(Link::Services& services) {
  services[MessageKind::ReportProgress] = [](Served& served) -> Result<void> {
    const auto lent = served.link.held<BorrowedProgress>(served.request.get<uint64_t>());
    const auto step = served.request.get<uint64_t>();
    const auto total = served.request.get<uint64_t>();
    if (!lent || !served.request.finish()) return refused(served);
    return lent->report(step, total);
  };
}

}  // namespace weft
