// A device that a pack opened: its memory and copies, behind weft.device/0. The CPU is none. Copies of a Device share
// it; all functions may be called from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <weft/abi/interface/device.h>
#include <weft/value/value.h>

namespace weft {

namespace detail {
struct DeviceBlock;
}

std::string deviceName(weft_device_id device);  // "cpu", "cuda:0"

class Device {
 public:
  // Of an object with the interface weft.device/0; an error says what it lacks.
  static Result<Device> of(Value object);

  weft_device_id id() const;
  std::string name() const;  // "NVIDIA H100"
  const Value& object() const;

  struct Memory {
    uint64_t used = 0, total = 0;  // bytes
  };
  Result<Memory> memory() const;

  // Compact and uninitialised, for a value of one's own (Value::tensor). It is counted, and keeps the device open.
  // DeviceOutOfMemory: the device has no more, or its budget allows no more.
  Result<weft_managed_tensor*> makeTensor(weft_dtype dtype, std::span<const int64_t> shape) const;

  // The same numbers in memory of this device, and in that of the CPU; both compact, whatever the strides were.
  // `tensor` was checked (it belongs to a value), and lies on the CPU, and on this device.
  Result<Value> copyIn(const weft_tensor& tensor) const;
  Result<Value> copyOut(const weft_tensor& tensor) const;

 private:
  friend struct detail::DeviceBlock;
  struct State;
  explicit Device(std::shared_ptr<const State> state) : m_state(std::move(state)) {}
  std::shared_ptr<const State> m_state;
};

}  // namespace weft
