// What a value is made of.
#pragma once

#include <weft/value/value.h>

#include <atomic>
#include <memory>
#include <variant>

// Owns the tensor that a value holds, and what stands for it on other devices (tensor_copies.h).
struct weft_value_tensor {
  weft_managed_tensor* managed = nullptr;
  std::unique_ptr<std::vector<weft::Value>> copies{};  // once there, it stays: then the value is among those that have
};

// The alternatives stand in the order of weft::Kind, from 1.
struct weft_value {
  using Data = std::variant<double, int64_t, bool, std::string, weft_value_tensor, std::vector<weft::Value>,
                            std::map<std::string, weft::Value, std::less<>>, weft_object, weft_sequence>;

  explicit weft_value(Data content);
  ~weft_value();
  weft_value(const weft_value&) = delete;
  weft_value& operator=(const weft_value&) = delete;

  weft::Kind kind() const { return static_cast<weft::Kind>(data.index() + 1); }

  std::atomic<uint64_t> references{1};
  weft_value* nextDead = nullptr;  // links the values that wait for their destruction
  uint64_t residentNumber = 0;     // of an object in resident_objects.h
  Data data;
};

namespace weft {

// Of a tensor that has copies, before it dies.
void forgetCopies(weft_value* tensor);

}  // namespace weft
