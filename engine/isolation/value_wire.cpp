#include "value_wire.h"

#include <optional>

#include <weft/value/codec.h>

#include "link.h"
#include "remote_object.h"
#include "tensor_wire.h"

namespace weft {
namespace {

Error makesNoSense(MessageReader& message) {
  message.fail();
  return makeError(ErrorCode::Internal, "a value in a message makes no sense");
}

// What crossed before and goes home: under the handle that it has there.
std::optional<uint64_t> homeHandle(Link& link, const Value& value) {
  if (value.kind() == Kind::Tensor) return link.memory().handleOf(value);
  return remoteHandle(link, value);
}

Result<void> putLeaf(MessageWriter& message, const Value& value, std::string& structure) {
  WireWriter out(structure);
  if (const auto handle = homeHandle(message.link(), value)) {
    out.put(LeafForm::Home);
    out.put(*handle);
    message.keep(value);
    return {};
  }
  if (value.kind() == Kind::Tensor) return putTensor(message, value, out);
  putRemote(message.link(), value, out);
  return {};
}

Result<Value> getLeaf(MessageReader& message, Kind kind, std::string_view& rest) {
  WireReader in(rest);
  const auto form = in.get<LeafForm>();
  Result<Value> value = Value();
  if (form == LeafForm::Home) {
    const auto held = message.link().held<HeldValue>(in.get<uint64_t>());
    if (held && held->value().kind() == kind) value = held->value();
  } else {
    value = kind == Kind::Tensor ? getTensor(message.link(), form, in) : getRemote(message.link(), kind, form, in);
  }
  // An error is one of memory or of a device; what makes no sense leaves nothing.
  if (!in.ok() || (value && !*value)) return makesNoSense(message);
  return value;
}

}  // namespace

Result<void> putValue(MessageWriter& message, const Value& value) {
  const auto structure = encodeTree(
      {&value, 1}, [&message](const Value& leaf, std::string& written) { return putLeaf(message, leaf, written); });
  if (!structure) return structure.error();
  message.putText(*structure);
  return {};
}

Result<Value> getValue(MessageReader& message) {
  const size_t bytes = message.getCount();
  const auto* structure = static_cast<const char*>(message.getBytes(bytes));
  if (!structure) return makesNoSense(message);
  auto values = decodeTree({structure, bytes},
                           [&message](Kind kind, std::string_view& rest) { return getLeaf(message, kind, rest); });
  if (!values && (!message.ok() || values.error().code == ErrorCode::BadFile)) return makesNoSense(message);
  if (!values) return std::move(values).error();
  if (values->size() != 1) return makesNoSense(message);
  return std::move(values->front());
}

}  // namespace weft
