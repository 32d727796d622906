// The elements of tensors: which C++ type stands for which dtype, and how one becomes another.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include <weft/sdk/host.h>

namespace weft {
inline namespace sdk {

// IEEE 754 half precision: 1 sign, 5 exponent, 10 fraction bits. Made from a float by rounding to nearest, ties to
// even.
struct Float16 {
  uint16_t bits = 0;

  Float16() = default;
  explicit Float16(float value) {
    const uint32_t all = std::bit_cast<uint32_t>(value);
    const uint32_t sign = (all >> 16) & 0x8000u, magnitude = all & 0x7fffffffu;
    if (magnitude >= 0x47800000u)  // from 65536 on: infinity; NaN stays one
      bits = static_cast<uint16_t>(sign | (magnitude > 0x7f800000u ? 0x7e00u : 0x7c00u));
    else if (magnitude < 0x38800000u)  // below 2^-14: a count of 2^-24
      bits = static_cast<uint16_t>(sign | static_cast<uint32_t>(std::lrint(std::abs(value) * 0x1p24f)));
    else
      bits = static_cast<uint16_t>(sign | ((magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1)) >> 13));
  }
  operator float() const {  // NOLINT: exact
    const uint32_t sign = (bits & 0x8000u) << 16, exponent = (bits >> 10) & 31, fraction = bits & 0x3ffu;
    if (exponent == 0) return (sign ? -1.0F : 1.0F) * static_cast<float>(fraction) * 0x1p-24f;
    return std::bit_cast<float>(sign | (exponent == 31 ? 0x7f800000u : (exponent + 112) << 23) | fraction << 13);
  }
};

// The upper half of a float. Made from a float by rounding to nearest, ties to even.
struct BFloat16 {
  uint16_t bits = 0;

  BFloat16() = default;
  explicit BFloat16(float value) {
    const uint32_t all = std::bit_cast<uint32_t>(value);
    bits = static_cast<uint16_t>(std::isnan(value) ? (all >> 16) | 0x40u : (all + 0x7fffu + ((all >> 16) & 1)) >> 16);
  }
  operator float() const { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }  // NOLINT: exact
};

template <class T>
constexpr weft_dtype dtypeOf() {
  static_assert(std::is_arithmetic_v<T> || std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>,
                "an element of a tensor is a number: float, double, weft::Float16, weft::BFloat16, (u)intN_t or bool");
  static_assert(sizeof(T) <= 8, "no tensor has elements of more than 64 bits; take double");
  const uint8_t code = std::is_same_v<T, bool>                                     ? WEFT_TYPE_BOOL
                       : std::is_same_v<T, BFloat16>                               ? WEFT_TYPE_BFLOAT
                       : std::is_floating_point_v<T> || std::is_same_v<T, Float16> ? WEFT_TYPE_FLOAT
                       : std::is_signed_v<T>                                       ? WEFT_TYPE_INT
                                                                                   : WEFT_TYPE_UINT;
  return {code, static_cast<uint8_t>(sizeof(T) * 8), 1};
}

constexpr bool sameDtype(weft_dtype a, weft_dtype b) { return a.code == b.code && a.bits == b.bits; }

// "float32", as in types and messages.
inline std::string dtypeName(weft_dtype dtype) {
  const char* name = dtype.code == WEFT_TYPE_INT      ? "int"
                     : dtype.code == WEFT_TYPE_UINT   ? "uint"
                     : dtype.code == WEFT_TYPE_FLOAT  ? "float"
                     : dtype.code == WEFT_TYPE_BFLOAT ? "bfloat"
                     : dtype.code == WEFT_TYPE_BOOL   ? "bool"
                                                      : "type";
  return dtype.code == WEFT_TYPE_BOOL ? name : name + std::to_string(dtype.bits);
}

// Calls function.operator()<T>() with the element type of a dtype, and answers what it answers:
//   weft::visit(tensor.dtype(), [&]<class T>() { … tensor.copy<T>() … });
template <class Function>
decltype(auto) visit(weft_dtype dtype, Function&& function) {
  const auto is = [dtype](weft_dtype other) { return sameDtype(dtype, other); };
  if (is(dtypeOf<float>())) return function.template operator()<float>();
  if (is(dtypeOf<double>())) return function.template operator()<double>();
  if (is(dtypeOf<Float16>())) return function.template operator()<Float16>();
  if (is(dtypeOf<BFloat16>())) return function.template operator()<BFloat16>();
  if (is(dtypeOf<uint8_t>())) return function.template operator()<uint8_t>();
  if (is(dtypeOf<int8_t>())) return function.template operator()<int8_t>();
  if (is(dtypeOf<int16_t>())) return function.template operator()<int16_t>();
  if (is(dtypeOf<uint16_t>())) return function.template operator()<uint16_t>();
  if (is(dtypeOf<int32_t>())) return function.template operator()<int32_t>();
  if (is(dtypeOf<uint32_t>())) return function.template operator()<uint32_t>();
  if (is(dtypeOf<int64_t>())) return function.template operator()<int64_t>();
  if (is(dtypeOf<uint64_t>())) return function.template operator()<uint64_t>();
  if (is(dtypeOf<bool>())) return function.template operator()<bool>();
  throw Failure("no tensor of " + dtypeName(dtype) + " is known here", WEFT_ERROR_TYPE_MISMATCH);
}

// One element as another type. To an integer: rounded to nearest, ties to even, and kept in its range; NaN becomes 0.
// To bool: whether it is not 0.
template <class To, class From>
To elementCast(From from) {
  if constexpr (std::is_same_v<To, bool>) {
    return from != From{};
  } else if constexpr (!std::is_integral_v<To>) {
    if constexpr (std::is_same_v<To, double> || std::is_same_v<To, float>)
      return static_cast<To>(from);
    else
      return To(static_cast<float>(from));
  } else if constexpr (std::is_same_v<From, bool>) {
    return static_cast<To>(from);
  } else if constexpr (std::is_integral_v<From>) {
    if (std::in_range<To>(from)) return static_cast<To>(from);
    return std::cmp_less(from, 0) ? std::numeric_limits<To>::min() : std::numeric_limits<To>::max();
  } else {
    const double whole = std::nearbyint(static_cast<double>(from));
    if (std::isnan(whole)) return 0;
    // Compared as doubles: the range's upper end may not be one, and then the next one is beyond it.
    if (whole <= static_cast<double>(std::numeric_limits<To>::min())) return std::numeric_limits<To>::min();
    if (whole >= static_cast<double>(std::numeric_limits<To>::max())) return std::numeric_limits<To>::max();
    return static_cast<To>(whole);
  }
}

}  // namespace sdk
}  // namespace weft
