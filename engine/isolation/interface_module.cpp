// weft.module between processes.
#include "interface_calls.h"
#include "name_list.h"

namespace weft {
namespace {

const char* WEFT_CALL parameterName(void* self, size_t index) {
  return nameAt(*static_cast<RemoteObject*>(self), MessageKind::ParameterNames, &RemoteObject::Known::parameterNames,
                index);
}

weft_status WEFT_CALL getState(void* self, const weft_value** record) {
  const auto& remote = *static_cast<RemoteObject*>(self);
  return answerWith([&] { return takeValue(ask(remote, MessageKind::GetState), record); });
}

weft_status WEFT_CALL withState(void* self, const weft_value* record, const weft_value** object) {
  const auto& remote = *static_cast<RemoteObject*>(self);
  return answerWith([&] {
    return takeValue(ask(remote, MessageKind::WithState,
                         [&](MessageWriter& request) { return putValue(request, Value::borrow(record)); }),
                     object);
  });
}

Result<void> serveNames(Served& served) {
  const auto target = targetOf<weft_module>(served, WEFT_MODULE);
  if (!served.request.finish()) return refused(served);
  putNames(served.answer, [&](size_t index) { return target.table->parameter_name(target.self, index); });
  return {};
}

Result<void> serveGetState(Served& served) {
  const auto target = targetOf<weft_module>(served, WEFT_MODULE);
  if (!served.request.finish()) return refused(served);
  return answerValue(served, [&](const weft_value** record) { return target.table->get_state(target.self, record); });
}

Result<void> serveWithState(Served& served) {
  const auto target = targetOf<weft_module>(served, WEFT_MODULE);
  const auto record = getValue(served.request);
  if (!served.request.finish()) return refused(served);
  if (!record) return record.error();
  return answerValue(
      served, [&](const weft_value** object) { return target.table->with_state(target.self, record->get(), object); });
}

}  // namespace

const weft_module& remoteModule() {
  static const weft_module table{sizeof(weft_module), parameterName, getState, withState};
  return table;
}

void addModuleServices(Link::Services& services) {
  services[MessageKind::ParameterNames] = serveNames;
  services[MessageKind::GetState] = serveGetState;
  services[MessageKind::WithState] = serveWithState;
}

}  // namespace weft
