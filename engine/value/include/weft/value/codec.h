// Values as bytes, for files that only Weft reads: numbers, integers, booleans, strings, lists, records and compact CPU
// tensors. A value that is held twice is written once, and read back as one. All functions may be called from any
// thread; none recurses.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weft/value/value.h>

namespace weft {

// Two parts, so that nobody copies a tensor's elements to write or to read them.
struct EncodedValues {
  struct Block {
    const void* data = nullptr;
    uint64_t bytes = 0;
  };
  std::string structure;      // everything but the elements
  std::vector<Block> blocks;  // the elements of each tensor, in order; they live as long as the values do
  uint64_t blockBytes = 0;    // of all blocks
};

// Empty handles are allowed. nullopt: an object, a sequence, or a tensor that lies on a device or is not compact.
std::optional<EncodedValues> encodeValues(std::span<const Value> values);

// Fills `destination` with the next bytes of the blocks.
using BlockReader = std::function<Result<void>(void* destination, uint64_t bytes)>;

// `structure` is not trusted: whatever it says, no more than `blockBytes` is allocated for tensors, and for the rest no
// more than a small multiple of its own length. The elements of tensors lie at multiples of 64 bytes. Errors are
// BadFile, OutOfMemory, or the reader's.
Result<std::vector<Value>> decodeValues(std::string_view structure, uint64_t blockBytes, const BlockReader& readBlock);

}  // namespace weft
