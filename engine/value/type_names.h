// What is built into the type system, and what the parts of it share.
#pragma once

#include <weft/value/type.h>

namespace weft {

inline bool isVariable(const TypeTerm& term) { return term.name.starts_with('$'); }
inline bool isAny(const TypeTerm& term) { return term.name == "any"; }

// The shape that a type has by its name: [?, 3, ?, ?] of an image. nullptr: none.
const std::vector<Dimension>* builtInShape(std::string_view name);

// The term's own shape, or the one that its name implies; nullptr: not known.
inline const std::vector<Dimension>* shapeOf(const TypeTerm& term) {
  return term.shape ? &*term.shape : builtInShape(term.name);
}

}  // namespace weft
