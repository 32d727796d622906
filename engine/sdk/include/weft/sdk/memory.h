// Memory that the engine does not allocate and still counts.
#pragma once

#include <cstdint>
#include <utility>

#include <weft/sdk/host.h>

namespace weft {
inline namespace sdk {

// Counts bytes that a library of the plugin's own is about to allocate, until it goes; those that do not fit the budget
// are refused with an exception. Tensors are counted already.
class Charge {
 public:
  Charge() = default;
  explicit Charge(uint64_t bytes, weft_device_id device = {WEFT_DEVICE_CPU, 0}) {
    if (services().allocator) detail::check(services().allocator->charge(device, bytes, &m_charge));
  }
  Charge(Charge&& other) noexcept : m_charge(std::exchange(other.m_charge, nullptr)) {}
  Charge& operator=(Charge&& other) noexcept {
    std::swap(m_charge, other.m_charge);
    return *this;
  }
  ~Charge() {
    if (m_charge) services().allocator->discharge(m_charge);
  }

 private:
  weft_charge* m_charge = nullptr;
};

}  // namespace sdk
}  // namespace weft
