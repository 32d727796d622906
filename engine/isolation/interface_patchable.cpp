// weft.patchable between processes.
#include "interface_calls.h"
#include "name_list.h"

namespace weft {
namespace {

const char* WEFT_CALL kindAt(void* self, size_t index) {
  return nameAt(*static_cast<RemoteObject*>(self), MessageKind::PatchKinds, &RemoteObject::Known::patchKinds, index);
}

weft_status WEFT_CALL patch(void* self, const char* kind, const weft_value* record, const weft_value** object) {
  const auto& remote = *static_cast<RemoteObject*>(self);
  return answerWith([&] {
    return takeValue(ask(remote, MessageKind::Patch,
                         [&](MessageWriter& request) {
                           request.putText(kind ? kind : "");
                           return putValue(request, Value::borrow(record));
                         }),
                     object);
  });
}

Result<void> serveKinds(Served& served) {
  const auto target = targetOf<weft_patchable>(served, WEFT_PATCHABLE);
  if (!served.request.finish()) return refused(served);
  putNames(served.answer, [&](size_t index) { return target.table->kind(target.self, index); });
  return {};
}

Result<void> servePatch(Served& served) {
  const auto target = targetOf<weft_patchable>(served, WEFT_PATCHABLE);
  const std::string kind = served.request.getText();
  const auto record = getValue(served.request);
  if (!served.request.finish()) return refused(served);
  if (!record) return record.error();
  return answerValue(served, [&](const weft_value** object) {
    return target.table->patch(target.self, kind.c_str(), record->get(), object);
  });
}

}  // namespace

const weft_patchable& remotePatchable() {
  static const weft_patchable table{sizeof(weft_patchable), kindAt, patch};
  return table;
}

void addPatchableServices(Link::Services& services) {
  services[MessageKind::PatchKinds] = serveKinds;
  services[MessageKind::Patch] = servePatch;
}

}  // namespace weft
