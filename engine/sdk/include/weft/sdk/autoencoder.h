// Autoencoders: to call one (AutoencoderRef), and to be one (AutoencoderObject).
#pragma once

#include <utility>

#include <weft/sdk/declare.h>
#include <weft/sdk/object.h>

namespace weft {
inline namespace sdk {

// Somebody's autoencoder, called from one thread at a time. Every function throws what it failed with.
class AutoencoderRef : public InterfaceOf<weft_autoencoder> {
 public:
  AutoencoderRef() = default;
  explicit AutoencoderRef(Value value) : InterfaceOf(std::move(value), WEFT_AUTOENCODER) {}
  weft_autoencoder_info info() const {
    weft_autoencoder_info info{};
    info.struct_size = sizeof(info);
    describe(info);
    return info;
  }
  void describe(weft_autoencoder_info& info) const { detail::check(table()->describe(self(), &info)); }
  // Image [N, 3, H, W], sides multiples of info().factor, to a latent.
  Tensor encode(const Value& image, const weft_progress* progress = nullptr) const {
    const weft_value* out = nullptr;
    detail::check(table()->encode(self(), image.get(), progress, &out));
    return Tensor(Value::adopt(out));
  }
  // Latent [N, channels, h, w] to an image in 0..1.
  Tensor decode(const Value& latent, const weft_progress* progress = nullptr) const {
    const weft_value* out = nullptr;
    detail::check(table()->decode(self(), latent.get(), progress, &out));
    return Tensor(Value::adopt(out));
  }
};
using Autoencoder = As<"autoencoder<$space>[C, F]", AutoencoderRef>;  // a latent cell stands for F x F pixels

// To be one: makeObject("autoencoder", std::make_unique<Mine>()). Shapes and ranges stand in
// abi/interface/autoencoder.h; functions may throw. describe() is called from any thread, the others from one at a
// time; progress may be null.
class AutoencoderObject : public Object {
 public:
  virtual void describe(weft_autoencoder_info& info) const = 0;  // fills in all but struct_size
  virtual Value encode(const Value& image, const weft_progress* progress) = 0;
  virtual Value decode(const Value& latent, const weft_progress* progress) = 0;

  const void* interface(const char* id) override { return std::strcmp(id, WEFT_AUTOENCODER) == 0 ? &table : nullptr; }

 private:
  static AutoencoderObject& of(void* self) { return *static_cast<AutoencoderObject*>(static_cast<Object*>(self)); }
  static weft_status WEFT_CALL describeSelf(void* self, weft_autoencoder_info* info) {
    return detail::guard([&] { of(self).describe(*info); });
  }
  static weft_status WEFT_CALL encodeImage(void* self, const weft_value* image, const weft_progress* progress,
                                           const weft_value** out) {
    return detail::guard([&] { *out = of(self).encode(Value::borrow(image), progress).release(); });
  }
  static weft_status WEFT_CALL decodeLatent(void* self, const weft_value* latent, const weft_progress* progress,
                                            const weft_value** out) {
    return detail::guard([&] { *out = of(self).decode(Value::borrow(latent), progress).release(); });
  }
  static constexpr weft_autoencoder table{sizeof(weft_autoencoder), &describeSelf, &encodeImage, &decodeLatent};
};

}  // namespace sdk
}  // namespace weft
