// weft.solver between processes. The denoiser and the run of a request are the caller's, which lends them for as long
// as the solver's run lives; those that came from the solver's own process go home.
#include "denoiser_wire.h"

namespace weft {
namespace {

enum class SamplingForm : uint8_t { Home = 1, Lent };

weft_status WEFT_CALL describe(void* self, weft_solver_info* info) {
  auto& remote = *static_cast<RemoteObject*>(self);
  return answerWith([&]() -> Result<void> {
    const auto recall = [&](RemoteObject::Known& known) {
      if (known.solver) fillStruct(info, *known.solver);
      return known.solver.has_value();
    };
    if (remote.known(recall)) return {};
    auto answer = ask(remote, MessageKind::DescribeSolver);
    if (!answer) return answer.error();
    weft_solver_info full{};
    full.struct_size = sizeof(full);
    full.flags = answer->get<uint32_t>();
    full.order = answer->get<uint32_t>();
    full.evaluations = answer->get<uint32_t>();
    if (auto finished = finishAnswer(*answer); !finished) return finished;
    remote.known([&](RemoteObject::Known& known) { known.solver = full; });
    fillStruct(info, full);
    return {};
  });
}

// A solver's run in the other process, and what it was lent.
class RemoteSolverRun final : public Remote {
 public:
  RemoteSolverRun(std::shared_ptr<Link> link, uint64_t handle, Lending<LentSampling> lent)
      : Remote(std::move(link), handle), m_lent(std::move(lent)) {}
  ~RemoteSolverRun() {
    (void)ask(*this, MessageKind::EndSolver);  // where the other process has gone, the run has too
  }

 private:
  const Lending<LentSampling> m_lent;
};

weft_status WEFT_CALL step(void* self, const weft_value* x, double t, double s, uint64_t index, const weft_value** out,
                           const weft_value** x0) {
  const auto& run = *static_cast<RemoteSolverRun*>(self);
  return answerWith([&]() -> Result<void> {
    auto answer = ask(run, MessageKind::Step, [&](MessageWriter& request) {
      request.put(t);
      request.put(s);
      request.put(index);
      return putValue(request, Value::borrow(x));
    });
    if (!answer) return answer.error();
    auto next = getValue(*answer);
    if (!next && answer->ok()) return next.error();
    auto clean = getValue(*answer);
    if (!clean && answer->ok()) return clean.error();
    if (auto finished = finishAnswer(*answer); !finished) return finished;
    *out = next->release();
    if (x0) *x0 = clean->release();
    return {};
  });
}

weft_status WEFT_CALL integrate(void* self, const weft_value* x, double t, double s, const weft_progress* progress,
                                const weft_value** out) {
  const auto& run = *static_cast<RemoteSolverRun*>(self);
  return answerWith([&] {
    const LentProgress lent(run.link(), progress);
    return takeValue(ask(run, MessageKind::Integrate,
                         [&](MessageWriter& request) {
                           lent.put(request);
                           request.put(t);
                           request.put(s);
                           return putValue(request, Value::borrow(x));
                         }),
                     out);
  });
}

weft_status WEFT_CALL getHistory(void* self, const weft_value** history) {
  const auto& run = *static_cast<RemoteSolverRun*>(self);
  return answerWith([&] { return takeValue(ask(run, MessageKind::GetHistory), history); });
}

weft_status WEFT_CALL setHistory(void* self, const weft_value* history) {
  const auto& run = *static_cast<RemoteSolverRun*>(self);
  return answerWith([&]() -> Result<void> {
    auto answer = ask(run, MessageKind::SetHistory,
                      [&](MessageWriter& request) { return putValue(request, Value::borrow(history)); });
    return answer ? finishAnswer(*answer) : Result<void>(answer.error());
  });
}

void WEFT_CALL endRun(void* self) { delete static_cast<RemoteSolverRun*>(self); }

weft_status WEFT_CALL begin(void* self, const weft_solver_request* request, weft_solver_run* out) {
  const auto& remote = *static_cast<RemoteObject*>(self);
  return answerWith([&]() -> Result<void> {
    Link& link = remote.link();
    Lending lent(std::make_shared<LentSampling>(request->denoiser, request->denoiser_self, request->run));
    auto answer = ask(remote, MessageKind::BeginSolver, [&](MessageWriter& message) {
      const auto put = [&](std::optional<uint64_t> home) {
        message.put(home ? SamplingForm::Home : SamplingForm::Lent);
        message.put(home ? *home : link.hold(lent.thing()));
      };
      std::optional<uint64_t> denoiser;
      if (request->denoiser == &remoteDenoiser()) {
        const auto& object = *static_cast<RemoteObject*>(request->denoiser_self);
        if (&object.link() == &link) denoiser = object.handle();
      }
      put(denoiser);
      put(remoteHandle(link, *request->run));
      message.put<uint8_t>(request->run->gradient ? 1 : 0);
      message.put(request->seed);
      message.put(request->noise_drawn);
      return putValue(message, Value::borrow(request->sigmas));
    });
    if (!answer) return answer.error();
    const auto handle = answer->get<uint64_t>();
    const bool isAdaptive = answer->getBoolean();
    const bool hasHistory = answer->getBoolean();
    if (auto finished = finishAnswer(*answer); !finished) return finished;
    auto run = std::make_unique<RemoteSolverRun>(link.shared_from_this(), handle, std::move(lent));
    fillStruct(out, weft_solver_run{sizeof(weft_solver_run), run.release(), step, isAdaptive ? integrate : nullptr,
                                    endRun, hasHistory ? getHistory : nullptr, hasHistory ? setHistory : nullptr});
    return {};
  });
}

// A solver's run that this process keeps for the other one, and what it works on.
class HeldSolverRun final : public Borrowed {
 public:
  ~HeldSolverRun() override {
    end();
    if (m_lentRun.self) forgetRun(m_lentRun);
  }
  void end() {
    giveBack();
    if (run.end) std::exchange(run.end, nullptr)(run.self);
  }

  // Nothing: it makes no sense.
  bool takeDenoiser(Served& served) {
    const auto form = served.request.get<SamplingForm>();
    const auto handle = served.request.get<uint64_t>();
    if (form == SamplingForm::Lent && served.request.ok()) {
      m_remoteDenoiser.emplace(served.link.shared_from_this(), handle);
      request.denoiser = &remoteDenoiser();
      request.denoiser_self = &*m_remoteDenoiser;
      return true;
    }
    m_denoiser = denoiserTarget(served.link, handle);
    request.denoiser = m_denoiser.table;
    request.denoiser_self = m_denoiser.self;
    return form == SamplingForm::Home && m_denoiser.table;
  }
  bool takeRun(Served& served) {
    const auto form = served.request.get<SamplingForm>();
    const auto handle = served.request.get<uint64_t>();
    const bool hasGradient = served.request.getBoolean();
    if (form == SamplingForm::Lent && served.request.ok()) {
      m_lentRun = remoteRun(served.link, handle, hasGradient);
      request.run = &m_lentRun;
      m_lentRun.end = nullptr;  // the lender's to end
      return true;
    }
    m_run = runTarget(served.link, handle);
    request.run = m_run.run;
    return form == SamplingForm::Home && m_run.run;
  }

  template <typename Use>
  Result<void> use(Use&& use) {
    return whileThere([&] { return whileLent(m_denoiser.lent, [&] { return whileRunning(m_run, use); }); });
  }

  Target<weft_solver> solver;
  Value sigmas;
  weft_solver_request request{};
  weft_solver_run run{};

 private:
  std::optional<RemoteObject> m_remoteDenoiser;
  weft_denoiser_run m_lentRun{};
  DenoiserTarget m_denoiser;
  RunTarget m_run;
};

Result<void> serveDescribe(Served& served) {
  const auto target = targetOf<weft_solver>(served, WEFT_SOLVER);
  if (!served.request.finish()) return refused(served);
  weft_solver_info info{};
  info.struct_size = sizeof(info);
  if (auto done = callObject([&] { return target.table->describe(target.self, &info); }); !done) return done;
  for (const uint32_t number : {info.flags, info.order, info.evaluations}) served.answer.put(number);
  return {};
}

Result<void> serveBegin(Served& served) {
  const auto held = std::make_shared<HeldSolverRun>();
  held->solver = targetOf<weft_solver>(served, WEFT_SOLVER);
  if (!held->takeDenoiser(served) || !held->takeRun(served)) return refused(served);
  held->request.struct_size = sizeof(held->request);
  held->request.seed = served.request.get<int64_t>();
  held->request.noise_drawn = served.request.get<uint64_t>();
  auto sigmas = getValue(served.request);
  if (!sigmas) return sigmas.error();
  held->sigmas = *std::move(sigmas);
  held->request.sigmas = held->sigmas.get();
  if (!served.request.finish()) return refused(served);
  return held->use([&]() -> Result<void> {
    held->run.struct_size = sizeof(held->run);
    auto done = callObject([&] { return held->solver.table->begin(held->solver.self, &held->request, &held->run); });
    if (!done) {
      held->run.end = nullptr;
      return done;
    }
    served.answer.put(served.link.hold(held));
    served.answer.put<uint8_t>(held->run.integrate ? 1 : 0);
    served.answer.put<uint8_t>(held->run.get_history && held->run.set_history ? 1 : 0);
    return {};
  });
}

std::shared_ptr<HeldSolverRun> heldRun(Served& served) {
  auto run = served.link.held<HeldSolverRun>(served.request.get<uint64_t>());
  if (!run) served.request.fail();
  return run;
}

Result<void> serveStep(Served& served) {
  const auto held = heldRun(served);
  const auto t = served.request.get<double>();
  const auto s = served.request.get<double>();
  const auto index = served.request.get<uint64_t>();
  const auto x = getValue(served.request);
  if (!x) return x.error();
  if (!served.request.finish()) return refused(served);
  return held->use([&]() -> Result<void> {
    const weft_value *out = nullptr, *x0 = nullptr;
    auto done = callObject([&] { return held->run.step(held->run.self, x->get(), t, s, index, &out, &x0); });
    const Value next = Value::adopt(out), clean = Value::adopt(x0);
    if (!done) return done;
    if (auto written = putValue(served.answer, next); !written) return written;
    return putValue(served.answer, clean);
  });
}

Result<void> serveIntegrate(Served& served) {
  const auto held = heldRun(served);
  const RemoteProgress progress(served.link, served.request);
  const auto t = served.request.get<double>();
  const auto s = served.request.get<double>();
  const auto x = getValue(served.request);
  if (!x) return x.error();
  if (!served.request.finish() || !held->run.integrate) return refused(served);
  return held->use([&] {
    return answerValue(served, [&](const weft_value** out) {
      return held->run.integrate(held->run.self, x->get(), t, s, progress.get(), out);
    });
  });
}

Result<void> serveGetHistory(Served& served) {
  const auto held = heldRun(served);
  if (!served.request.finish() || !held->run.get_history) return refused(served);
  return held->use([&] {
    return answerValue(served, [&](const weft_value** out) { return held->run.get_history(held->run.self, out); });
  });
}

Result<void> serveSetHistory(Served& served) {
  const auto held = heldRun(served);
  const auto history = getValue(served.request);
  if (!history) return history.error();
  if (!served.request.finish() || !held->run.set_history) return refused(served);
  return held->use([&] { return callObject([&] { return held->run.set_history(held->run.self, history->get()); }); });
}

Result<void> serveEnd(Served& served) {
  const auto held = heldRun(served);
  if (!served.request.finish()) return refused(served);
  held->end();
  return {};
}

}  // namespace

const weft_solver& remoteSolver() {
  static const weft_solver table{sizeof(weft_solver), describe, begin};
  return table;
}

void addSolverServices(Link::Services& services) {
  services[MessageKind::DescribeSolver] = serveDescribe;
  services[MessageKind::BeginSolver] = serveBegin;
  services[MessageKind::Step] = serveStep;
  services[MessageKind::Integrate] = serveIntegrate;
  services[MessageKind::GetHistory] = serveGetHistory;
  services[MessageKind::SetHistory] = serveSetHistory;
  services[MessageKind::EndSolver] = serveEnd;
}

}  // namespace weft
