// Values to write, read and compare.
#pragma once

#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <vector>

#include <weft/value/memory.h>
#include <weft/value/value.h>

namespace weft::test {

inline constexpr weft_dtype float32{WEFT_TYPE_FLOAT, 32, 1};
inline constexpr weft_dtype everyDtype[] = {{WEFT_TYPE_INT, 8, 1},
                                            {WEFT_TYPE_INT, 16, 1},
                                            {WEFT_TYPE_INT, 32, 1},
                                            {WEFT_TYPE_INT, 64, 1},
                                            {WEFT_TYPE_UINT, 8, 1},
                                            {WEFT_TYPE_UINT, 16, 1},
                                            {WEFT_TYPE_UINT, 32, 1},
                                            {WEFT_TYPE_UINT, 64, 1},
                                            {WEFT_TYPE_FLOAT, 16, 1},
                                            {WEFT_TYPE_BFLOAT, 16, 1},
                                            float32,
                                            {WEFT_TYPE_FLOAT, 64, 1},
                                            {WEFT_TYPE_BOOL, 8, 1}};

// Owns its memory; `bytes` fill it from the front, what they do not reach is 0.
class SampleTensor {
 public:
  static Value make(weft_dtype dtype, std::vector<int64_t> shape, const void* data = nullptr, size_t dataBytes = 0,
                    std::vector<int64_t> strides = {}) {
    auto* sample = new SampleTensor;
    uint64_t bytes = dtype.bits / 8u;
    for (const int64_t size : shape) bytes *= static_cast<uint64_t>(size);
    sample->m_bytes.resize(bytes + 64);
    if (dataBytes > 0) std::memcpy(sample->m_bytes.data(), data, dataBytes);
    sample->m_shape = std::move(shape);
    sample->m_strides = std::move(strides);
    weft_managed_tensor& managed = sample->m_managed;
    managed.version = {1, 0};
    managed.manager = sample;
    managed.deleter = [](weft_managed_tensor* self) { delete static_cast<SampleTensor*>(self->manager); };
    managed.tensor = {sample->m_bytes.data(),
                      {WEFT_DEVICE_CPU, 0},
                      static_cast<int32_t>(sample->m_shape.size()),
                      dtype,
                      sample->m_shape.data(),
                      sample->m_strides.empty() ? nullptr : sample->m_strides.data(),
                      0};
    return *Value::tensor(&managed);
  }

 private:
  weft_managed_tensor m_managed{};
  std::vector<char> m_bytes;
  std::vector<int64_t> m_shape, m_strides;
};

inline Value floats(std::vector<int64_t> shape, const std::vector<float>& data) {
  return SampleTensor::make(float32, std::move(shape), data.data(), data.size() * sizeof(float));
}

// `count` elements that follow from the seed.
inline Value randomFloats(uint64_t seed, size_t count) {
  std::mt19937_64 random(seed);
  std::vector<float> data(count);
  for (float& value : data) value = static_cast<float>(random() >> 40) / 16777216.0f;
  return floats({static_cast<int64_t>(count)}, data);
}

// One of everything that can be kept, nested.
inline std::vector<Value> sampleValues() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Value shared = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  std::vector<Value> values{Value::number(0.1),
                            Value::number(-0.0),
                            Value::number(nan),
                            Value::integer(std::numeric_limits<int64_t>::min()),
                            Value::boolean(true),
                            Value::boolean(false),
                            Value::string(std::string("a\0b \xc3\xa4", 6)),
                            Value::string(""),
                            Value(),
                            shared,
                            SampleTensor::make(float32, {}),
                            SampleTensor::make(float32, {0, 4}),
                            Value::list({}),
                            Value::list({shared, Value(), Value::list({Value::integer(7), shared})}),
                            Value::record({})};
  for (const weft_dtype dtype : everyDtype) values.push_back(SampleTensor::make(dtype, {1, 3}, "abcdefgh", 3));
  values.push_back(
      Value::record({{"tokens", shared}, {"", Value::string("empty name")}, {"list", Value::list(values)}}));
  return values;
}

inline Value sampleObject() {
  static int self = 0;
  weft_object object{};
  object.struct_size = sizeof object;
  object.type = "thing";
  object.self = &self;
  object.get_interface = [](void*, const char*) -> const void* { return nullptr; };
  object.destroy = [](void*) {};
  return *Value::object(object);
}

}  // namespace weft::test
