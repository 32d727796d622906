// Text encoders: to call one (TextEncoderRef), and to be one (TextEncoderObject).
#pragma once

#include <string>
#include <utility>

#include <weft/sdk/declare.h>
#include <weft/sdk/object.h>

namespace weft {
inline namespace sdk {

// Somebody's text encoder, called from one thread at a time.
class TextEncoderRef : public InterfaceOf<weft_text_encoder> {
 public:
  TextEncoderRef() = default;
  explicit TextEncoderRef(Value value) : InterfaceOf(std::move(value), WEFT_TEXT_ENCODER) {}
  Value encode(const std::string& text) const {
    const weft_value* out = nullptr;
    detail::check(table()->encode(self(), text.c_str(), &out));
    return Value::adopt(out);
  }
};
using TextEncoder = As<"text_encoder[T, D]", TextEncoderRef>;  // of T tokens, D numbers each

// To be one: makeObject("text_encoder", std::make_unique<Mine>()). May throw; called from one thread at a time.
class TextEncoderObject : public Object {
 public:
  virtual Value encode(const std::string& text) = 0;  // a conditioning record: its fields stand in abi/…/text_encoder.h

  const void* interface(const char* id) override { return std::strcmp(id, WEFT_TEXT_ENCODER) == 0 ? &table : nullptr; }

 private:
  static weft_status WEFT_CALL encodeText(void* self, const char* text, const weft_value** out) {
    return detail::guard(
        [&] { *out = static_cast<TextEncoderObject*>(static_cast<Object*>(self))->encode(text).release(); });
  }
  static constexpr weft_text_encoder table{sizeof(weft_text_encoder), &encodeText};
};

}  // namespace sdk
}  // namespace weft
