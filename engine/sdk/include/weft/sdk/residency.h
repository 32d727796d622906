// Objects whose memory can be moved out and back: to be one (Resident), and to ask one (ResidencyRef).
#pragma once

#include <cstring>

#include <weft/sdk/object.h>

namespace weft {
inline namespace sdk {

// The rules stand in abi/interface/residency.h. move() and drop() throw Failure while it is pinned or in use.
class Residency {
 public:
  virtual ~Residency() = default;
  virtual uint64_t bytes(weft_device_id device) const = 0;
  virtual void pin(weft_device_id device) = 0;
  virtual void unpin(weft_device_id device) = 0;
  virtual void move(weft_device_id from, weft_device_id to) = 0;
  virtual void drop() = 0;
};

// An object of some other kind that answers weft.residency too: struct Model : Resident<DenoiserObject> {...}.
template <class Base>
class Resident : public Base {
 public:
  using Base::Base;
  virtual Residency& residency() = 0;
  const void* interface(const char* id) override {
    return std::strcmp(id, WEFT_RESIDENCY) == 0 ? &table : Base::interface(id);
  }

 private:
  static Residency& of(void* self) { return static_cast<Resident*>(static_cast<Object*>(self))->residency(); }
  static constexpr weft_residency table{
      sizeof(weft_residency),
      [](void* self, weft_device_id device) { return of(self).bytes(device); },
      [](void* self, weft_device_id device) { return detail::guard([&] { of(self).pin(device); }); },
      [](void* self, weft_device_id device) { of(self).unpin(device); },
      [](void* self, weft_device_id from, weft_device_id to) {
        return detail::guard([&] { of(self).move(from, to); });
      },
      [](void* self) { return detail::guard([&] { of(self).drop(); }); }};
};

// Somebody's object that answers weft.residency; from any thread. move() and drop() throw while it is in use.
class ResidencyRef : public InterfaceOf<weft_residency> {
 public:
  ResidencyRef() = default;
  explicit ResidencyRef(Value value) : InterfaceOf(std::move(value), WEFT_RESIDENCY) {}
  uint64_t bytes(weft_device_id device) const { return table()->bytes(self(), device); }
  void pin(weft_device_id device) const { detail::check(table()->pin(self(), device)); }
  void unpin(weft_device_id device) const { table()->unpin(self(), device); }
  void move(weft_device_id from, weft_device_id to) const { detail::check(table()->move(self(), from, to)); }
  void drop() const { detail::check(table()->drop(self())); }
};

}  // namespace sdk
}  // namespace weft
