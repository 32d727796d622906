// The parts of a sampling as one value, for a loop of one's own around Step.
#pragma once

#include <weft/sdk/declare.h>
#include <weft/sdk/object.h>

namespace weft::sampling {
class Sampler;
}

namespace weft::schedulers {

// The interface by which the nodes of this pack know the object; its table is the Sampler itself.
inline constexpr const char* samplerInterface = "weft.schedulers.sampler/0";

class SamplerRef : public Value {
 public:
  explicit SamplerRef(Value value) : Value(std::move(value)) {}
  sampling::Sampler& sampler() const;  // lives as long as the handle
};
using Sampling = As<"sampling<$space>", SamplerRef>;

}  // namespace weft::schedulers
