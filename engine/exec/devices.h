// The devices of an executor, and what moves between them: a node's tensors lie where it is placed. A tensor is copied
// once for each device, whoever reads it there; the copy lives as long as the tensor, and at most till the run's end.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>

#include <weft/value/device.h>
#include <weft/value/memory.h>

namespace weft {

class Devices {
 public:
  // `open` answers NotFound where nobody brings such devices; empty: nobody brings any.
  explicit Devices(std::function<Result<Device>(weft_device_id)> open);

  // Before a node is called that is placed on `device`. An error: it is there and cannot be opened. One that nobody
  // brings is none: then the node has to move its tensors itself.
  Result<void> prepare(weft_device_id device);

  // `value` with all its tensors on `device`, also those in lists and records. Sequences and objects stay as they are,
  // and so does a tensor where nobody brings its device. On the thread that needs it.
  Result<Value> moved(const Value& value, weft_device_id device);
  // The same in place, so that the last reference may be the copy's; costs nothing while no device is used.
  Result<void> move(Value& value, weft_device_id device);

  // Since the last reset.
  struct Copies {
    uint64_t in = 0, out = 0;  // tensors to and from devices
    uint64_t bytes = 0;        // of both
  };
  Copies copies() const;
  void startRun();  // counts from 0
  void finishRun() { dropCopies(); }
  void dropCopies();  // lets go of what stands for tensors elsewhere

 private:
  Result<const Device*> find(weft_device_id device);
  Result<Value> movedTensor(const Value& value, weft_device_id device);
  Result<Value> movedItems(const Value& value, weft_device_id device);

  const std::function<Result<Device>(weft_device_id)> m_open;
  const MemoryReliever m_reliever;
  std::atomic<bool> m_used{false};  // a node was placed on a device; until then there is nothing to look for
  std::mutex m_mutex;
  std::map<std::pair<int32_t, int32_t>, Result<Device>> m_devices;
  std::atomic<uint64_t> m_in{0}, m_out{0}, m_bytes{0};
};

}  // namespace weft
