#include <weft/value/references.h>

#include "value_data.h"

namespace weft {

uint32_t referencesTo(const Value& value) {
  return value ? static_cast<uint32_t>(value.get()->references.load(std::memory_order_acquire)) : 0;
}

}  // namespace weft
