#include "value_wire.h"

#include <weft/value/codec.h>

namespace weft {

Result<void> putValue(MessageWriter& message, const Value& value) {
  const auto encoded = encodeValues({&value, 1});
  if (!encoded)
    return makeError(ErrorCode::Unsupported, "a value of this kind (" + value.describe() + ") cannot cross");
  message.putText(encoded->structure);
  message.put<uint64_t>(encoded->blockBytes);
  for (const EncodedValues::Block& block : encoded->blocks) message.putBytes(block.data, block.bytes);
  return {};
}

Result<Value> getValue(MessageReader& message) {
  const std::string structure = message.getText();
  const size_t blockBytes = message.getCount();
  auto values = decodeValues(structure, blockBytes, [&](void* to, uint64_t bytes) -> Result<void> {
    const void* from = message.getBytes(bytes);
    if (!from) return makeError(ErrorCode::Internal, "a value in a message is cut off");
    std::memcpy(to, from, bytes);
    return {};
  });
  if (!message.ok() || (!values && values.error().code != ErrorCode::OutOfMemory) || (values && values->size() != 1)) {
    message.fail();
    return makeError(ErrorCode::Internal, "a value in a message makes no sense");
  }
  if (!values) return std::move(values).error();
  return std::move(values->front());
}

}  // namespace weft
