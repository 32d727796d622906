// Denoisers and their runs between processes, also those that a solver is lent for one sampling.
#pragma once

#include "interface_calls.h"

namespace weft {

// What a solver's request points to, until the solver's run has ended.
class LentSampling final : public Borrowed {
 public:
  LentSampling(const weft_denoiser* denoiser, void* self, const weft_denoiser_run* run)
      : m_denoiser(denoiser), m_self(self), m_run(run) {}
  const weft_denoiser* denoiser() const { return m_denoiser; }
  void* self() const { return m_self; }
  const weft_denoiser_run* run() const { return m_run; }

 private:
  const weft_denoiser* const m_denoiser;
  void* const m_self;
  const weft_denoiser_run* const m_run;
};

// Runs `use` while what was lent is there; at once where nothing was.
template <typename Use>
Result<void> whileLent(const std::shared_ptr<LentSampling>& lent, Use&& use) {
  return lent ? lent->whileThere(use) : use();
}

// A denoiser that this process keeps for the other one: an object's, or a lent one.
struct DenoiserTarget {
  std::shared_ptr<Held> owner;
  std::shared_ptr<LentSampling> lent;
  const weft_denoiser* table = nullptr;
  void* self = nullptr;
};
DenoiserTarget denoiserTarget(Link& link, uint64_t handle);  // without a table: the handle makes no sense

// A run that this process keeps for the other one.
class HeldDenoiserRun final : public Borrowed {
 public:
  HeldDenoiserRun(DenoiserTarget denoiser, const weft_denoiser_run& run)
      : m_denoiser(std::move(denoiser)), m_run(run) {}
  ~HeldDenoiserRun() override { end(); }
  void end() {
    giveBack();
    if (m_run.end) std::exchange(m_run.end, nullptr)(m_run.self);
  }
  const std::shared_ptr<LentSampling>& lent() const { return m_denoiser.lent; }
  const weft_denoiser_run* run() const { return &m_run; }

 private:
  const DenoiserTarget m_denoiser;
  weft_denoiser_run m_run;
};

struct RunTarget {
  std::shared_ptr<Borrowed> owner;
  std::shared_ptr<LentSampling> lent;
  const weft_denoiser_run* run = nullptr;
};
// Runs `use` while the run is there, and so is what was lent for it.
template <typename Use>
Result<void> whileRunning(const RunTarget& target, Use&& use) {
  if (!target.owner) return use();
  return target.owner->whileThere([&] { return whileLent(target.lent, use); });
}
RunTarget runTarget(Link& link, uint64_t handle);  // without a run: the handle makes no sense

// A run of the other process, as a struct of this one.
weft_denoiser_run remoteRun(Link& link, uint64_t handle, bool hasGradient);
void forgetRun(const weft_denoiser_run& run);  // of remoteRun(), without ending it there
// The handle of a run that came from this link's other side; nullopt: it did not.
std::optional<uint64_t> remoteHandle(const Link& link, const weft_denoiser_run& run);

}  // namespace weft
