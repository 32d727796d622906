#include "remote_object.h"

#include <cstring>

#include "interface_calls.h"

namespace weft {
namespace {

// A sequence of the other process.
class RemoteSequence final : public Remote {
 public:
  using Remote::Remote;
  static weft_status WEFT_CALL get(void* self, int64_t index, const weft_value** item) {
    const auto& sequence = *static_cast<RemoteSequence*>(self);
    return answerWith([&] {
      return takeValue(ask(sequence, MessageKind::GetItem,
                           [&](MessageWriter& request) {
                             request.put(index);
                             return Result<void>();
                           }),
                       item);
    });
  }
  static void WEFT_CALL destroy(void* self) { delete static_cast<RemoteSequence*>(self); }
};

const void* WEFT_CALL getInterface(void* self, const char* id) {
  const auto& object = *static_cast<RemoteObject*>(self);
  const auto& all = crossingInterfaces();
  for (size_t i = 0; i < all.size(); ++i) {
    if ((object.interfaces >> i & 1u) && std::strcmp(all[i].id, id) == 0) return all[i].remote;
  }
  return nullptr;
}

void WEFT_CALL destroyObject(void* self) { delete static_cast<RemoteObject*>(self); }
uint64_t WEFT_CALL bytesOf(void* self) { return static_cast<RemoteObject*>(self)->bytes; }

}  // namespace

const std::array<CrossingInterface, crossingInterfaceCount>& crossingInterfaces() {
  static const std::array<CrossingInterface, crossingInterfaceCount> all{{
      {WEFT_TEXT_ENCODER, &remoteTextEncoder()},
      {WEFT_AUTOENCODER, &remoteAutoencoder()},
      {WEFT_DENOISER, &remoteDenoiser()},
      {WEFT_SOLVER, &remoteSolver()},
      {WEFT_PATCHABLE, &remotePatchable()},
      {WEFT_MODULE, &remoteModule()},
  }};
  return all;
}

std::optional<uint64_t> remoteHandle(const Link& link, const Value& value) {
  const Remote* remote = nullptr;
  if (const weft_object* object = value.asObject(); object && object->destroy == destroyObject) {
    remote = static_cast<const RemoteObject*>(object->self);
  } else if (const weft_sequence* sequence = value.asSequence();
             sequence && sequence->destroy == RemoteSequence::destroy) {
    remote = static_cast<const RemoteSequence*>(sequence->self);
  }
  return remote && &remote->link() == &link ? std::optional(remote->handle()) : std::nullopt;
}

void putRemote(Link& link, const Value& value, WireWriter& out) {
  out.put(LeafForm::Remote);
  out.put(link.hold(std::make_shared<HeldValue>(value)));
  if (const weft_sequence* sequence = value.asSequence()) return out.put(sequence->length);
  const weft_object& object = *value.asObject();
  uint32_t interfaces = 0;
  for (size_t i = 0; i < crossingInterfaceCount; ++i) {
    if (object.get_interface(object.self, crossingInterfaces()[i].id)) interfaces |= 1u << i;
  }
  out.put(interfaces);
  out.put(object.bytes ? object.bytes(object.self) : uint64_t{0});
  out.putText(object.type);
}

Result<Value> getRemote(Link& link, Kind kind, LeafForm form, WireReader& in) {
  const auto handle = in.get<uint64_t>();
  if (form != LeafForm::Remote || !in.ok()) return Value();
  if (kind == Kind::Sequence) {
    auto sequence = std::make_unique<RemoteSequence>(link.shared_from_this(), handle);
    const auto length = in.get<int64_t>();
    if (!in.ok() || length < -1) return Value();
    return Value::sequence(
        {sizeof(weft_sequence), sequence.release(), length, RemoteSequence::get, RemoteSequence::destroy});
  }
  auto object = std::make_unique<RemoteObject>(link.shared_from_this(), handle);
  object->interfaces = in.get<uint32_t>();
  object->bytes = in.get<uint64_t>();
  object->type = in.getText();
  if (!in.ok() || object->type.find('\0') != std::string::npos) return Value();
  const char* type = object->type.c_str();
  return Value::object({sizeof(weft_object), type, object.release(), getInterface, destroyObject, bytesOf});
}

void addSequenceServices(Link::Services& services) {
  services[MessageKind::GetItem] = [](Served& served) -> Result<void> {
    const auto held = served.link.held<HeldValue>(served.request.get<uint64_t>());
    const auto index = served.request.get<int64_t>();
    const weft_sequence* sequence = held ? held->value().asSequence() : nullptr;
    if (!sequence || !served.request.finish()) return refused(served);
    return answerValue(served, [&](const weft_value** item) { return sequence->get(sequence->self, index, item); });
  };
}

}  // namespace weft
