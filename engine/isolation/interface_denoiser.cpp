// weft.denoiser between processes.
#include <cmath>

#include "denoiser_wire.h"

namespace weft {
namespace {

constexpr size_t mostCoefficients = 4096;  // that are remembered of a denoiser

weft_status WEFT_CALL describe(void* self, weft_denoiser_info* info) {
  auto& remote = *static_cast<RemoteObject*>(self);
  return answerWith([&]() -> Result<void> {
    const auto recall = [&](RemoteObject::Known& known) {
      if (known.denoiser) fillStruct(info, *known.denoiser);
      return known.denoiser.has_value();
    };
    if (remote.known(recall)) return {};
    auto answer = ask(remote, MessageKind::DescribeDenoiser);
    if (!answer) return answer.error();
    weft_denoiser_info full{};
    full.struct_size = sizeof(full);
    full.predicts = answer->get<int32_t>();
    full.process = answer->get<int32_t>();
    full.channels = answer->get<uint32_t>();
    full.width = answer->get<uint32_t>();
    full.height = answer->get<uint32_t>();
    full.t_minimum = answer->get<double>();
    full.t_maximum = answer->get<double>();
    const bool named = answer->getBoolean();
    std::string space = answer->getText();
    std::vector<double> steps(answer->getCount(sizeof(double)));
    for (double& time : steps) time = answer->get<double>();
    if (auto finished = finishAnswer(*answer); !finished) return finished;
    remote.known([&](RemoteObject::Known& known) {
      if (known.denoiser) return;  // another thread asked too; its text may be in use
      known.denoiserSpace = std::move(space);
      if (named) full.latent_space = known.denoiserSpace.c_str();
      known.denoiserSteps = std::move(steps);
      full.step_count = known.denoiserSteps.size();
      full.step_times = full.step_count > 0 ? known.denoiserSteps.data() : nullptr;
      known.denoiser = full;
    });
    remote.known(recall);
    return {};
  });
}

weft_status WEFT_CALL coefficients(void* self, double t, weft_coefficients* out) {
  auto& remote = *static_cast<RemoteObject*>(self);
  return answerWith([&]() -> Result<void> {
    const bool isKnown = remote.known([&](RemoteObject::Known& known) {
      const auto found = known.coefficients.find(t);
      if (found != known.coefficients.end()) *out = found->second;
      return found != known.coefficients.end();
    });
    if (isKnown) return {};
    auto answer = ask(remote, MessageKind::Coefficients, [&](MessageWriter& request) {
      request.put(t);
      return Result<void>();
    });
    if (!answer) return answer.error();
    out->a = answer->get<double>();
    out->b = answer->get<double>();
    out->da = answer->get<double>();
    out->db = answer->get<double>();
    if (auto finished = finishAnswer(*answer); !finished || std::isnan(t)) return finished;
    remote.known([&](RemoteObject::Known& known) {
      if (known.coefficients.size() >= mostCoefficients) known.coefficients.clear();
      known.coefficients.emplace(t, *out);
    });
    return {};
  });
}

weft_status WEFT_CALL predict(void* self, const weft_value* x, double t, uint32_t wanted,
                              const weft_value** prediction) {
  const auto& run = *static_cast<Remote*>(self);
  return answerWith([&] {
    return takeValue(ask(run, MessageKind::Predict,
                         [&](MessageWriter& request) {
                           request.put(t);
                           request.put(wanted);
                           return putValue(request, Value::borrow(x));
                         }),
                     prediction);
  });
}

weft_status WEFT_CALL gradient(void* self, const weft_value* x, double t, const weft_value* cotangent,
                               const weft_value** out) {
  const auto& run = *static_cast<Remote*>(self);
  return answerWith([&] {
    return takeValue(ask(run, MessageKind::Gradient,
                         [&](MessageWriter& request) {
                           request.put(t);
                           if (auto written = putValue(request, Value::borrow(x)); !written) return written;
                           return putValue(request, Value::borrow(cotangent));
                         }),
                     out);
  });
}

void WEFT_CALL endRun(void* self) {
  const std::unique_ptr<Remote> run(static_cast<Remote*>(self));
  (void)ask(*run, MessageKind::EndDenoiser);  // where the other process has gone, the run has too
}

Result<void> putRequest(MessageWriter& message, const weft_denoiser_request& request) {
  message.put<uint64_t>(static_cast<uint64_t>(std::max(request.dimensions, 0)));
  for (int32_t i = 0; i < request.dimensions; ++i) message.put(request.shape[i]);
  if (auto written = putValue(message, Value::borrow(request.sigmas)); !written) return written;
  message.put<uint64_t>(request.conditioning_count);
  for (size_t i = 0; i < request.conditioning_count; ++i) {
    if (auto written = putValue(message, Value::borrow(request.conditionings[i])); !written) return written;
  }
  message.put(request.device.type);
  message.put(request.device.index);
  message.put(request.threads);
  return {};
}

weft_status WEFT_CALL begin(void* self, const weft_denoiser_request* request, weft_denoiser_run* run) {
  const auto& remote = *static_cast<RemoteObject*>(self);
  return answerWith([&]() -> Result<void> {
    auto answer =
        ask(remote, MessageKind::BeginDenoiser, [&](MessageWriter& message) { return putRequest(message, *request); });
    if (!answer) return answer.error();
    const auto handle = answer->get<uint64_t>();
    const bool hasGradient = answer->getBoolean();
    if (auto finished = finishAnswer(*answer); !finished) return finished;
    fillStruct(run, remoteRun(remote.link(), handle, hasGradient));
    return {};
  });
}

Result<void> serveDescribe(Served& served) {
  const DenoiserTarget target = denoiserTarget(served.link, served.request.get<uint64_t>());
  if (!target.table || !served.request.finish()) return refused(served);
  return whileLent(target.lent, [&]() -> Result<void> {
    weft_denoiser_info info{};
    info.struct_size = sizeof(info);
    if (auto done = callObject([&] { return target.table->describe(target.self, &info); }); !done) return done;
    served.answer.put(info.predicts);
    served.answer.put(info.process);
    served.answer.put(info.channels);
    served.answer.put(info.width);
    served.answer.put(info.height);
    served.answer.put(info.t_minimum);
    served.answer.put(info.t_maximum);
    served.answer.put<uint8_t>(info.latent_space ? 1 : 0);
    served.answer.putText(info.latent_space ? info.latent_space : "");
    served.answer.put<uint64_t>(info.step_count);
    for (size_t i = 0; i < info.step_count; ++i) served.answer.put(info.step_times[i]);
    return {};
  });
}

Result<void> serveCoefficients(Served& served) {
  const DenoiserTarget target = denoiserTarget(served.link, served.request.get<uint64_t>());
  const auto t = served.request.get<double>();
  if (!target.table || !served.request.finish()) return refused(served);
  return whileLent(target.lent, [&]() -> Result<void> {
    weft_coefficients out{};
    if (auto done = callObject([&] { return target.table->coefficients(target.self, t, &out); }); !done) return done;
    for (const double number : {out.a, out.b, out.da, out.db}) served.answer.put(number);
    return {};
  });
}

Result<void> serveBegin(Served& served) {
  MessageReader& message = served.request;
  const DenoiserTarget target = denoiserTarget(served.link, message.get<uint64_t>());
  std::vector<int64_t> shape(message.getCount(sizeof(int64_t)));
  for (int64_t& side : shape) side = message.get<int64_t>();
  const auto sigmas = getValue(message);
  if (!sigmas) return sigmas.error();
  std::vector<Value> conditionings(message.getCount(1));
  std::vector<const weft_value*> pointers;
  for (Value& conditioning : conditionings) {
    auto value = getValue(message);
    if (!value) return value.error();
    conditioning = *std::move(value);
    pointers.push_back(conditioning.get());
  }
  weft_denoiser_request request{};
  request.struct_size = sizeof(request);
  request.dimensions = static_cast<int32_t>(shape.size());
  request.shape = shape.data();
  request.sigmas = sigmas->get();
  request.conditionings = pointers.data();
  request.conditioning_count = pointers.size();
  request.device.type = message.get<int32_t>();
  request.device.index = message.get<int32_t>();
  request.threads = message.get<uint32_t>();
  if (!target.table || !message.finish()) return refused(served);
  return whileLent(target.lent, [&]() -> Result<void> {
    weft_denoiser_run run{};
    run.struct_size = sizeof(run);
    if (auto done = callObject([&] { return target.table->begin(target.self, &request, &run); }); !done) return done;
    served.answer.put(served.link.hold(std::make_shared<HeldDenoiserRun>(target, run)));
    served.answer.put<uint8_t>(run.gradient ? 1 : 0);
    return {};
  });
}

Result<void> servePredict(Served& served) {
  const RunTarget target = runTarget(served.link, served.request.get<uint64_t>());
  const auto t = served.request.get<double>();
  const auto wanted = served.request.get<uint32_t>();
  const auto x = getValue(served.request);
  if (!x) return x.error();
  if (!target.run || !served.request.finish()) return refused(served);
  return whileRunning(target, [&] {
    return answerValue(served, [&](const weft_value** prediction) {
      return target.run->predict(target.run->self, x->get(), t, wanted, prediction);
    });
  });
}

Result<void> serveGradient(Served& served) {
  const RunTarget target = runTarget(served.link, served.request.get<uint64_t>());
  const auto t = served.request.get<double>();
  const auto x = getValue(served.request);
  if (!x) return x.error();
  const auto cotangent = getValue(served.request);
  if (!cotangent) return cotangent.error();
  if (!target.run || !target.run->gradient || !served.request.finish()) return refused(served);
  return whileRunning(target, [&] {
    return answerValue(served, [&](const weft_value** out) {
      return target.run->gradient(target.run->self, x->get(), t, cotangent->get(), out);
    });
  });
}

Result<void> serveEnd(Served& served) {
  const auto run = served.link.held<HeldDenoiserRun>(served.request.get<uint64_t>());
  if (!run || !served.request.finish()) return refused(served);
  run->end();
  return {};
}

}  // namespace

DenoiserTarget denoiserTarget(Link& link, uint64_t handle) {
  if (auto lent = link.held<LentSampling>(handle)) return {lent, lent, lent->denoiser(), lent->self()};
  const auto object = targetOf<weft_denoiser>(link.held<HeldValue>(handle), WEFT_DENOISER);
  return {object.owner, nullptr, object.table, object.self};
}

RunTarget runTarget(Link& link, uint64_t handle) {
  if (auto lent = link.held<LentSampling>(handle)) return {lent, nullptr, lent->run()};
  if (auto held = link.held<HeldDenoiserRun>(handle)) return {held, held->lent(), held->run()};
  return {};
}

weft_denoiser_run remoteRun(Link& link, uint64_t handle, bool hasGradient) {
  auto run = std::make_unique<Remote>(link.shared_from_this(), handle);
  return {sizeof(weft_denoiser_run), run.release(), predict, hasGradient ? gradient : nullptr, endRun};
}

void forgetRun(const weft_denoiser_run& run) { delete static_cast<Remote*>(run.self); }

std::optional<uint64_t> remoteHandle(const Link& link, const weft_denoiser_run& run) {
  if (run.predict != predict) return std::nullopt;
  const auto& remote = *static_cast<const Remote*>(run.self);
  return &remote.link() == &link ? std::optional(remote.handle()) : std::nullopt;
}

const weft_denoiser& remoteDenoiser() {
  static const weft_denoiser table{sizeof(weft_denoiser), describe, coefficients, begin};
  return table;
}

void addDenoiserServices(Link::Services& services) {
  services[MessageKind::DescribeDenoiser] = serveDescribe;
  services[MessageKind::Coefficients] = serveCoefficients;
  services[MessageKind::BeginDenoiser] = serveBegin;
  services[MessageKind::Predict] = servePredict;
  services[MessageKind::Gradient] = serveGradient;
  services[MessageKind::EndDenoiser] = serveEnd;
}

}  // namespace weft
