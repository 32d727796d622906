#include <weft/value/compare.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <set>

#include "tensor_layout.h"

namespace weft {
namespace {

bool isSameNumber(double left, double right, double tolerance) {
  if (std::bit_cast<uint64_t>(left) == std::bit_cast<uint64_t>(right)) return true;
  if (tolerance <= 0) return false;
  if (std::isnan(left) || std::isnan(right)) return std::isnan(left) && std::isnan(right);
  return left == right || std::abs(left - right) <= tolerance;
}

template <typename Float>
bool areNear(const char* left, const char* right, uint64_t bytes, double tolerance) {
  for (uint64_t at = 0; at < bytes; at += sizeof(Float)) {
    Float a, b;
    std::memcpy(&a, left + at, sizeof a);
    std::memcpy(&b, right + at, sizeof b);
    if (!isSameNumber(a, b, tolerance)) return false;
  }
  return true;
}

bool isReadable(const weft_tensor& tensor) { return tensor.device.type == WEFT_DEVICE_CPU && isCompact(tensor); }

bool isSameTensor(const weft_tensor& left, const weft_tensor& right, double tolerance) {
  const bool sameForm =
      left.dtype.code == right.dtype.code && left.dtype.bits == right.dtype.bits &&
      std::equal(left.shape, left.shape + left.dimensions, right.shape, right.shape + right.dimensions);
  if (!sameForm) return false;
  if (!isReadable(left) || !isReadable(right)) return left.device.type == right.device.type;
  const uint64_t bytes = tensorSpan(left);
  const char* a = static_cast<const char*>(left.data) + left.byte_offset;
  const char* b = static_cast<const char*>(right.data) + right.byte_offset;
  if (bytes == 0 || std::memcmp(a, b, bytes) == 0) return true;
  const bool floats = left.dtype.code == WEFT_TYPE_FLOAT || left.dtype.code == WEFT_TYPE_BFLOAT;
  if (tolerance <= 0 || !floats) return false;
  if (left.dtype.bits == 64) return areNear<double>(a, b, bytes, tolerance);
  return left.dtype.bits == 32 ? areNear<float>(a, b, bytes, tolerance) : true;
}

using Pair = std::pair<Value, Value>;

// Compares all but what lists and records hold, which goes to `open`.
bool isSameOutside(const Value& left, const Value& right, double tolerance, std::vector<Pair>& open) {
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case Kind::Number:
      return isSameNumber(*left.asNumber(), *right.asNumber(), tolerance);
    case Kind::Integer:
      return *left.asInteger() == *right.asInteger();
    case Kind::Boolean:
      return *left.asBoolean() == *right.asBoolean();
    case Kind::String:
      return *left.asString() == *right.asString();
    case Kind::Tensor:
      return isSameTensor(*left.asTensor(), *right.asTensor(), tolerance);
    case Kind::List: {
      const auto &a = *left.asList(), &b = *right.asList();
      for (size_t i = 0; i < a.size() && i < b.size(); ++i) open.emplace_back(a[i], b[i]);
      return a.size() == b.size();
    }
    case Kind::Record: {
      const auto &a = *left.asRecord(), &b = *right.asRecord();
      for (auto i = a.begin(), k = b.begin(); i != a.end() && k != b.end(); ++i, ++k) {
        if (i->first != k->first) return false;
        open.emplace_back(i->second, k->second);
      }
      return a.size() == b.size();
    }
    case Kind::Object:
      return std::strcmp(left.asObject()->type, right.asObject()->type) == 0;
    default:
      return true;
  }
}

}  // namespace

bool haveSameContent(const Value& left, const Value& right, double tolerance) {
  std::vector<Pair> open{{left, right}};
  // Once each: a list may hold another one twice, and that one too.
  std::set<std::pair<const weft_value*, const weft_value*>> seen;
  while (!open.empty()) {
    const Pair pair = std::move(open.back());
    open.pop_back();
    if (pair.first.get() == pair.second.get() || !seen.emplace(pair.first.get(), pair.second.get()).second) continue;
    if (!isSameOutside(pair.first, pair.second, tolerance, open)) return false;
  }
  return true;
}

}  // namespace weft
