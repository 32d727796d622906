// Sequences: values by index that are made when they are asked for – frames of a video, files of a folder.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <weft/sdk/declare.h>

namespace weft {
inline namespace sdk {

class SequenceRef : public Value {
 public:
  SequenceRef() = default;
  explicit SequenceRef(Value value) : Value(std::move(value)) {
    expect(services().values->as_sequence(present(), &m_view), "a sequence");
  }
  std::optional<uint64_t> length() const {  // nullopt: not known before the end is reached
    return m_view->length < 0 ? std::nullopt : std::optional(static_cast<uint64_t>(m_view->length));
  }
  Value at(uint64_t index) const {  // empty: past the end
    if (length() && index >= *length()) return {};
    const weft_value* item = nullptr;
    const weft_status status = m_view->get(m_view->self, static_cast<int64_t>(index), &item);
    if (status == WEFT_ERROR_NOT_FOUND && !length()) return {};
    detail::check(status);
    return adopt(item);
  }

 private:
  const weft_sequence* m_view = nullptr;
};
using Sequence = As<"sequence", SequenceRef>;  // of anything; of pictures: As<"sequence<image>", SequenceRef>

// A sequence whose items `item` makes: a pure function of the index, called from any thread, also from several at once.
// Without a length it ends at the first index for which `item` answers with an empty value.
inline Value makeSequence(std::optional<uint64_t> length, std::function<Value(uint64_t)> item) {
  using Function = std::function<Value(uint64_t)>;
  weft_sequence description{};
  description.struct_size = sizeof(weft_sequence);
  description.self = new Function(std::move(item));
  description.length = length ? static_cast<int64_t>(*length) : -1;
  description.get = [](void* self, int64_t index, const weft_value** out) {
    return detail::guard([&] {
      Value value;
      if (index >= 0) value = (*static_cast<Function*>(self))(static_cast<uint64_t>(index));
      if (!value) throw Failure("the sequence has ended", WEFT_ERROR_NOT_FOUND);
      *out = value.release();
    });
  };
  description.destroy = [](void* self) { delete static_cast<Function*>(self); };
  return Value::made(services().values->sequence(&description));
}

}  // namespace sdk
}  // namespace weft
