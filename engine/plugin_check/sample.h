// What nodes are given to try them: values made from nothing but the types of their ports.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <weft/base/result.h>

#include "guarded_memory.h"
#include "trial.h"

namespace weft {

enum class Fill { Plain, NotANumber, Infinite, Huge };  // what is in tensors of floats, and in numbers
enum class ParameterFill { Defaults, Lowest, Highest, BelowRange, AboveRange, NotANumber, Random };
enum class FileFill { Usual, Missing, Garbage };
enum class TextFill { Plain, Empty, Long, Odd };

// Which of all the inputs that a node may be given. The first of everything is the most usual.
struct Recipe {
  uint64_t seed = 1;         // of the numbers in tensors
  size_t kind = 0;           // which term of a union, which type for a variable and for any
  size_t shape = 0;          // which row of sizes
  size_t dtype = 0;          // of tensors whose type does not say
  int emptySide = -1;        // 0 .. emptySides - 1: which side of tensors is 0
  bool optional = true;      // optional inputs are linked
  size_t links = 2;          // of a variadic input
  bool emptyValues = false;  // lists, records and sequences without items
  Fill fill = Fill::Plain;
  TextFill text = TextFill::Plain;
  bool strided = false;                // tensors that are not compact
  std::optional<MemoryGuard> guard{};  // where tensors lie
  ParameterFill parameters = ParameterFill::Defaults;
  int changed = -1;   // the parameter that `parameters` is about; below 0: all of them
  size_t choice = 0;  // which of its choices it has
  FileFill files = FileFill::Usual;
  size_t file = 0;     // which of the usual files
  int wrongPort = -1;  // the input that is given a value of a kind that its type does not have
};
inline constexpr int emptySides = 4;
inline constexpr size_t shapeRows = 6, kindRows = 12, dtypeRows = 13, wrongKinds = 9, fileKinds = 5;

// Makes samples for the nodes of a plugin.
class Sampler {
 public:
  // `types`: where objects of the plugin's own types come from. `folder`: where files for it to read are made.
  Sampler(const std::vector<NodeType>& types, std::string folder);

  // The error says why the node cannot be tried: nobody makes what it needs, or it refuses its parameters.
  Result<Sample> make(const NodeType& type, const Recipe& recipe = {}) const;

  // The recipes for all kinds of inputs in small sizes; at least one.
  static std::vector<Recipe> usualRecipes(const NodeType& type);

 private:
  friend class SampleMaker;
  const std::vector<NodeType>& m_types;
  std::string m_folder;
};

}  // namespace weft
