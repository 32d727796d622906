// Type expressions (the grammar stands in abi/node.h): parsed, printed, and matched with variables, so that a graph is
// checked from descriptors alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/result.h>
#include <weft/value/value.h>

namespace weft {

// One dimension: a number, a variable times a factor, or unknown ("?": what is left of an unbound variable).
struct Dimension {
  int64_t factor = -1;  // the number itself where name is empty; -1: unknown
  std::string name;
  bool isNumber() const { return name.empty() && factor >= 0; }
  bool isUnknown() const { return name.empty() && factor < 0; }
  bool operator==(const Dimension&) const = default;
};

struct TypeTerm {
  std::string name;  // "image"; a variable begins with '$'
  std::vector<struct Type> arguments;
  std::optional<std::vector<Dimension>> shape;
  bool operator==(const TypeTerm&) const = default;
};

// Terms of one type, arguments included.
inline constexpr size_t maximumTypeTerms = 64;

// A union of terms; never empty. `any` is the type with one term of that name.
struct Type {
  std::vector<TypeTerm> terms;
  bool operator==(const Type&) const = default;

  static Result<Type> parse(std::string_view text);
  static Type any();
  bool isAny() const;
  // Neither variables nor named dimensions: it says all it ever will.
  bool isConcrete() const;
  std::string text() const;
};

// What the variables of one node's ports have been found to be.
struct TypeBindings {
  std::map<std::string, Type> types;          // "$T" -> image
  std::map<std::string, int64_t> dimensions;  // "h" -> 8
};

// Whether what `from` says may flow into a port of type `to`, with the lossless conversions of abi/node.h. Binds the
// variables of `to`. `from` has none left that matter: an unbound one fits everything, and so does `any`, which is
// checked as the value flows. Of a union each term must fit. A variable met again takes the wider of both types. The
// error says both types; then `bindings` are as they were.
Result<void> matchType(const Type& from, const Type& to, TypeBindings& bindings);

// `type` with its bound variables replaced; unbound type variables become any, unbound dimensions unknown. A type that
// would grow beyond `maximumTypeTerms` (a list of lists of ... through a long chain of nodes) becomes any.
Type substitute(const Type& type, const TypeBindings& bindings);

// Whether a value that flows is of the type, as far as kind, rank and known dimensions tell; the error says what is
// there and what was declared.
Result<void> checkValue(const Value& value, const Type& type);

// What a value shows by itself: its kind, and of a tensor dtype and shape. Objects and nothing are any.
Type typeOfValue(const Value& value);

// What the elements of such tensors are: as tensor<dtype> says; float32 of image, mask and latent, float64 of sigmas.
// nullopt: no tensor, or not known.
std::optional<weft_dtype> dtypeOfType(const TypeTerm& term);

// Bytes of the data in a value of the type; nullopt where it does not tell: a size or the elements are not known, it is
// a union, or no tensor, number, integer or boolean.
std::optional<uint64_t> bytesOfType(const Type& type);

// The kind of value a term's name stands for; nullopt where any may come (any, variables) or a plugin's own name.
std::optional<Kind> kindOfType(std::string_view name);

// Whether what has this name in a type may cross to another process: all of Weft's own names and variables. What a
// plugin's own name stands for is an object that only its pack understands.
bool canCross(std::string_view name);

}  // namespace weft
