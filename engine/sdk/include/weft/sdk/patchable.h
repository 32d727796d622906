// Objects that can be changed into others which share their weights: to be one (Patchable), and to ask one
// (PatchableRef). The kinds of patches, and what the record of each holds:
//   "attention-perturbation"  "layers": a list of the blocks' indices, from 0; "perturbation": a string, "identity"
//                             (self-attention answers with the values as they are) or "blur" (queries are blurred over
//                             their grid); "blur_sigma": a number, above 0, in tokens, infinite for the mean
//   "skipped-layers"          "layers": the same; these blocks answer with what they are given
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <weft/sdk/object.h>

namespace weft {
inline namespace sdk {

// An object of some other kind that answers weft.patchable too: struct Model : Patchable<DenoiserObject> {...}. It is
// asked from any thread, and stays as it is.
template <class Base>
class Patchable : public Base {
 public:
  using Base::Base;
  virtual const char* patchKind(size_t index) const = 0;  // a literal; nullptr past the end
  // A new object of the same interfaces. Throws Failure for records that it cannot follow; `kind` is one of its own.
  virtual Value patch(std::string_view kind, const Value& record) const = 0;

  bool takesPatch(std::string_view kind) const {
    for (size_t i = 0; patchKind(i); ++i)
      if (kind == patchKind(i)) return true;
    return false;
  }
  const void* interface(const char* id) override {
    return std::strcmp(id, WEFT_PATCHABLE) == 0 ? &table : Base::interface(id);
  }

 private:
  static const Patchable& of(void* self) { return *static_cast<const Patchable*>(static_cast<Object*>(self)); }
  static constexpr weft_patchable table{
      sizeof(weft_patchable), [](void* self, size_t index) { return of(self).patchKind(index); },
      [](void* self, const char* kind, const weft_value* record, const weft_value** object) {
        return detail::guard([&] {
          if (!of(self).takesPatch(kind))
            throw Failure("it takes no patch of the kind \"" + std::string(kind) + "\"", WEFT_ERROR_UNSUPPORTED);
          *object = of(self).patch(kind, Value::borrow(record)).release();
        });
      }};
};

// Somebody's object that answers weft.patchable; from any thread.
class PatchableRef : public InterfaceOf<weft_patchable> {
 public:
  PatchableRef() = default;
  explicit PatchableRef(Value value) : InterfaceOf(std::move(value), WEFT_PATCHABLE) {}
  std::vector<std::string> kinds() const {
    std::vector<std::string> all;
    while (const char* kind = table()->kind(self(), all.size())) all.emplace_back(kind);
    return all;
  }
  Value patch(const char* kind, const Value& record) const {  // throws for a kind that it does not take
    const weft_value* object = nullptr;
    detail::check(table()->patch(self(), kind, record.get(), &object));
    return Value::adopt(object);
  }
};

}  // namespace sdk
}  // namespace weft
