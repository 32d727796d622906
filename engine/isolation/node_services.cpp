// What a worker says and asks of the call that is under way, answered by that call.
#include <weft/graph/node_instance.h>

#include "held_token.h"
#include "pack_worker.h"
#include "value_wire.h"

namespace weft {
namespace {

// A request that stands outside any call, or cannot be read, ends the worker.
Result<void> makesNoSense(Served& served) {
  served.request.fail();
  return makeError(ErrorCode::Internal, "a request makes no sense");
}

using Answer = Result<void> (*)(Served& served, NodeCall& call);

Result<void> progress(Served& served, NodeCall& call) {
  const auto step = served.request.get<uint64_t>(), total = served.request.get<uint64_t>();
  const std::string text = served.request.getText();
  if (!served.request.finish()) return makesNoSense(served);
  call.progress(step, total, text);
  return {};
}

Result<void> preview(Served& served, NodeCall& call) {
  auto image = getValue(served.request);
  if (!image) return image.error();
  if (image->kind() != Kind::Tensor || !served.request.finish()) return makesNoSense(served);
  if (call.wantsPreview()) call.preview(*image);
  return {};
}

Result<void> saved(Served& served, NodeCall& call) {
  const std::string path = served.request.getText();
  if (!served.request.finish()) return makesNoSense(served);
  served.context->hadEffects = true;
  call.saved(path);
  return {};
}

Result<void> suspend(Served& served, NodeCall& call) {
  if (!served.request.finish()) return makesNoSense(served);
  served.answer.put(served.link.hold(std::make_shared<HeldToken>(served.link.weak_from_this(), call.suspend())));
  return {};
}

Result<void> startPass(Served& served, NodeCall& call) {
  MessageReader& request = served.request;
  const auto parameter = request.get<uint64_t>(), tag = request.get<uint64_t>();
  std::map<std::string, Value> inputs;
  for (size_t left = request.getCount(); left > 0; --left) {
    std::string name = request.getText();
    auto value = getValue(request);
    if (!value) return value.error();
    inputs[std::move(name)] = *std::move(value);
  }
  if (!request.finish()) return makesNoSense(served);
  served.context->hadEffects = true;
  return call.startPass(parameter, tag, std::move(inputs));
}

Result<void> takePass(Served& served, NodeCall& call) {
  if (!served.request.finish()) return makesNoSense(served);
  auto pass = call.takePass();
  served.answer.put<uint8_t>(pass ? 1 : 0);
  if (!pass) return {};
  served.context->hadEffects = true;
  served.answer.put(pass->tag);
  served.answer.put<uint64_t>(pass->outputs.size());
  for (const auto& [name, value] : pass->outputs) {
    served.answer.putText(name);
    if (auto put = putValue(served.answer, value); !put) return put;
  }
  return {};
}

Result<void> documentJson(Served& served, NodeCall& call) {
  if (!served.request.finish()) return makesNoSense(served);
  served.answer.putText(call.documentJson());
  return {};
}

}  // namespace

Link::Services nodeCallServices() {
  Link::Services services;
  const auto add = [&services](MessageKind kind, Answer answer) {
    services[kind] = [answer](Served& served) -> Result<void> {
      if (!served.context || !served.context->node) return makesNoSense(served);
      return answer(served, *served.context->node);
    };
  };
  add(MessageKind::Progress, progress);
  add(MessageKind::Preview, preview);
  add(MessageKind::Saved, saved);
  add(MessageKind::Suspend, suspend);
  add(MessageKind::StartPass, startPass);
  add(MessageKind::TakePass, takePass);
  add(MessageKind::DocumentJson, documentJson);
  return services;
}

}  // namespace weft
