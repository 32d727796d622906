// Values as bytes, for files and messages that only Weft reads. A value that is held twice is written once, and read
// back as one. All functions may be called from any thread; none recurses.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weft/value/value.h>

namespace weft {

// Numbers, integers, booleans, strings, lists and records in the codec's own form; the leaves that are left - tensors,
// objects, sequences - as the caller writes and reads them.
using LeafWriter = std::function<Result<void>(const Value& leaf, std::string& structure)>;  // appends
using LeafReader = std::function<Result<Value>(Kind kind, std::string_view& rest)>;         // takes from the front

// Empty handles are allowed. The writer's error, or InvalidArgument: there is more than 32 bits can count.
Result<std::string> encodeTree(std::span<const Value> values, const LeafWriter& writeLeaf);
// `structure` is not trusted: no more is allocated than a small multiple of its length. BadFile, or the reader's error.
Result<std::vector<Value>> decodeTree(std::string_view structure, const LeafReader& readLeaf);

// With compact CPU tensors as leaves, in two parts, so that nobody copies their elements to write or to read them.
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

// Nothing is trusted here either: no more than `blockBytes` is allocated for tensors. The elements of tensors lie at
// multiples of 64 bytes. Errors are BadFile, OutOfMemory, or the reader's.
Result<std::vector<Value>> decodeValues(std::string_view structure, uint64_t blockBytes, const BlockReader& readBlock);

}  // namespace weft
