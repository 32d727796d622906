#include "sample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include <weft/base/text.h>
#include <weft/value/dtype.h>

#include "sample_files.h"
#include "sample_objects.h"
#include "sample_parameters.h"
#include "sample_tensor.h"

namespace weft {
namespace {

constexpr int deepest = 3;  // nodes that make what a node needs, that make what those need

struct Sizes {
  int64_t batch, height, width;
};
constexpr std::array<Sizes, shapeRows> sizeRows{
    {{1, 16, 24}, {1, 1, 1}, {2, 7, 5}, {3, 8, 8}, {1, 40, 64}, {1, 67, 129}}};

// What a variable, or "any", may stand for.
const std::array<const char*, kindRows> kindNames{"number",  "image",        "string",          "integer",
                                                  "boolean", "latent",       "tensor<uint8>",   "list<number>",
                                                  "mask",    "conditioning", "sequence<image>", "record"};

std::string lowered(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool isOneOf(const std::string& name, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* one) { return name == one; });
}

}  // namespace

// Makes one sample; sizes and types of variables hold for all of its ports.
class SampleMaker {
 public:
  SampleMaker(const Sampler& sampler, const NodeType& type, const Recipe& recipe, int depth)
      : m_sampler(sampler), m_recipe(recipe), m_depth(depth), m_sizes(sizeRows[recipe.shape % shapeRows]) {
    m_sample.type = &type;
    m_sample.inputPorts = type.inputs;
    m_sample.outputPorts = type.outputs;
    if (recipe.emptySide == 0) m_sizes.batch = 0;
    if (recipe.emptySide == 1) m_sizes.height = 0;
    if (recipe.emptySide == 2) m_sizes.width = 0;
  }

  Result<Sample> make() {
    if (auto set = setParameters(m_sample, m_recipe, m_sampler.m_folder); !set) return set.error();
    addBodies();
    if (auto added = addExtraPorts(); !added) return added.error();
    for (const PortType& port : m_sample.inputPorts) noteFactors(port.type);
    m_sample.inputs.resize(m_sample.inputPorts.size());
    m_sample.inputTypes.resize(m_sample.inputPorts.size());
    std::string texts;
    for (size_t port = 0; port < m_sample.inputPorts.size(); ++port) {
      if (auto filled = fillPort(port); !filled) return filled.error();
      if (m_sample.inputs[port].empty()) continue;
      texts +=
          (texts.empty() ? "" : ", ") + m_sample.inputPorts[port].id + " " + m_sample.inputs[port].front().describe();
    }
    if (auto bodies = askBodies(); !bodies) return bodies.error();
    const std::string parameters = describeParameters(m_sample);
    m_sample.text = texts + (texts.empty() || parameters.empty() ? "" : "; ") + parameters;
    return std::move(m_sample);
  }

 private:
  void addBodies() {
    for (size_t i = 0; i < m_sample.type->parameters.size(); ++i) {
      if (m_sample.type->parameters[i].kind != WEFT_PARAMETER_GRAPH) continue;
      BodySignature body{i, {}, {}};
      for (const char* name : {"item", "index", "value"}) body.inputs.push_back({name, std::nullopt, true});
      for (const char* name : {"value", "result"}) body.outputs.push_back({name, Type::any(), false});
      m_sample.bodies.push_back(std::move(body));
    }
    m_sample.passes.resize(m_sample.type->parameters.size());
  }

  Result<void> addExtraPorts() {
    if (!m_sample.type->extraPorts) return {};
    NodeQuestion question = m_sample.question();
    question.inputs = {};
    question.inputTypes.clear();
    auto extra = m_sample.type->extraPorts(question);
    if (!extra) return extra.error();
    for (PortType& port : extra->first) m_sample.inputPorts.push_back(std::move(port));
    for (PortType& port : extra->second) m_sample.outputPorts.push_back(std::move(port));
    return {};
  }

  Result<void> askBodies() {
    if (!m_sample.type->inferBody) return {};
    const auto given = m_sample.type->inferBody(m_sample.question());
    if (!given) return given.error();
    for (const PassInput& input : *given) m_sample.passes[input.parameter].push_back(input.name);
    return {};
  }

  void noteFactors(const Type& type) {
    for (const TypeTerm& term : type.terms) {
      for (const Type& argument : term.arguments) noteFactors(argument);
      for (const Dimension& dimension : term.shape.value_or(std::vector<Dimension>{})) {
        if (!dimension.name.empty()) m_factors[dimension.name] = std::max(m_factors[dimension.name], dimension.factor);
      }
    }
  }

  // The value of a variable in shapes, by what such are usually called.
  int64_t sizeOf(const std::string& variable) {
    const auto known = m_dimensions.find(variable);
    if (known != m_dimensions.end()) return known->second;
    const std::string name = lowered(variable);
    const int64_t factor = std::max<int64_t>(1, m_factors[variable]);
    const auto cells = [&](int64_t pixels) { return pixels == 0 ? 0 : std::max<int64_t>(1, pixels / factor); };
    int64_t size = 4;
    if (isOneOf(name, {"n", "b", "batch", "count", "images"}))
      size = m_sizes.batch;
    else if (isOneOf(name, {"h", "height", "y", "rows"}))
      size = cells(m_sizes.height);
    else if (isOneOf(name, {"w", "width", "x", "columns"}))
      size = cells(m_sizes.width);
    else if (isOneOf(name, {"f", "factor"}))
      size = 8;
    else if (isOneOf(name, {"c", "channels"}))
      size = m_recipe.shape == 1 ? 1 : 4;
    else if (m_recipe.emptySide == 3)
      size = 0;
    else
      size = 3 + static_cast<int64_t>(m_recipe.shape);
    return m_dimensions[variable] = size;
  }

  int64_t sizeOf(const Dimension& dimension, size_t index, size_t count) {
    if (dimension.isNumber()) return dimension.factor;
    if (!dimension.name.empty()) return dimension.factor * sizeOf(dimension.name);
    // Not said: as in pictures from the end on.
    if (index + 1 == count) return m_sizes.width;
    if (index + 2 == count) return m_sizes.height;
    return index == 0 ? m_sizes.batch : 3;
  }

  std::vector<int64_t> shapeOf(const TypeTerm& term, std::vector<int64_t> otherwise) {
    if (!term.shape) return otherwise;
    std::vector<int64_t> shape;
    for (size_t i = 0; i < term.shape->size(); ++i) {
      shape.push_back(sizeOf((*term.shape)[i], i, term.shape->size()));
    }
    return shape;
  }

  int64_t bracket(const TypeTerm& term, size_t index, int64_t otherwise) {
    if (!term.shape || index >= term.shape->size() || (*term.shape)[index].isUnknown()) return otherwise;
    return sizeOf((*term.shape)[index], index, term.shape->size());
  }

  Result<Value> tensorOf(const TypeTerm& term, const std::string& name) {
    const auto picture = [&](int64_t channels) {
      return std::vector<int64_t>{m_sizes.batch, channels, m_sizes.height, m_sizes.width};
    };
    weft_dtype dtype{WEFT_TYPE_FLOAT, 32, 1};
    std::vector<int64_t> shape;
    bool isSigned = false;
    if (term.name == "image") {
      shape = shapeOf(term, picture(3));
    } else if (term.name == "mask") {
      shape = shapeOf(term, picture(1));
    } else if (term.name == "latent") {
      const auto cell = [](int64_t pixels) { return pixels == 0 ? 0 : std::max<int64_t>(1, pixels / 4); };
      shape = shapeOf(term, {m_sizes.batch, m_recipe.shape == 1 ? 1 : 4, cell(m_sizes.height), cell(m_sizes.width)});
      isSigned = true;
    } else {
      dtype = dtypeOfType(term).value_or(sampleDtypes[m_recipe.dtype % dtypeRows]);
      const std::array<std::vector<int64_t>, shapeRows> usual{{{4, 6}, {}, {7}, {1, 3, 8, 8}, {2, 1, 3, 2, 2}, {1, 1}}};
      std::vector<int64_t> one = usual[m_recipe.shape % shapeRows];
      if (m_recipe.emptySide >= 0)
        one = std::vector<int64_t>{4, 6}, one[static_cast<size_t>(m_recipe.emptySide) % 2] = 0;
      shape = shapeOf(term, one);
      isSigned = true;
    }
    return makeSampleTensor(dtype, shape, isSigned, m_recipe, m_recipe.seed * 1000 + m_made++, name);
  }

  Type variable(const std::string& name) {
    const auto known = m_types.find(name);
    if (known != m_types.end()) return known->second;
    return m_types[name] = *Type::parse(kindNames[m_recipe.kind % kindRows]);
  }

  std::string text() const {
    switch (m_recipe.text) {
      case TextFill::Plain:
        return "a red apple";
      case TextFill::Empty:
        return {};
      case TextFill::Long:
        return std::string(size_t{1} << 16, 'w');
      case TextFill::Odd:
        break;
    }
    using namespace std::string_literals;
    return "a\0b \xf0\x9f\x8d\x8e \xe2\x80\xae%s%n\n\t\"\\"s;
  }

  Value number() const {
    switch (m_recipe.fill) {
      case Fill::Plain:
        return Value::number(0.5);
      case Fill::NotANumber:
        return Value::number(std::numeric_limits<double>::quiet_NaN());
      case Fill::Infinite:
        return Value::number(m_recipe.seed % 2 == 0 ? INFINITY : -INFINITY);
      case Fill::Huge:
        break;
    }
    return Value::number(-1e300);
  }

  Result<Value> listOf(const TypeTerm& term, const std::string& name) {
    std::vector<Value> items;
    const size_t count = m_recipe.emptyValues ? 0 : 3;
    const Type item = term.arguments.empty() ? *Type::parse("number") : term.arguments[0];
    for (size_t i = 0; i < count; ++i) {
      auto one = valueOf(item, name);
      if (!one) return one;
      items.push_back(*std::move(one));
    }
    if (term.name == "list") return Value::list(std::move(items));
    return makeSampleSequence(std::move(items), m_recipe.shape % 2 == 0);
  }

  // What one of the plugin's own nodes makes.
  Result<Value> foreign(const TypeTerm& term, const std::string& name) {
    const auto gives = [&](const PortType& port) {
      return std::any_of(port.type.terms.begin(), port.type.terms.end(),
                         [&](const TypeTerm& one) { return one.name == term.name; });
    };
    for (const NodeType& type : m_sampler.m_types) {
      const auto output = std::find_if(type.outputs.begin(), type.outputs.end(), gives);
      if (m_depth >= deepest || &type == m_sample.type || output == type.outputs.end()) continue;
      auto sample = SampleMaker(m_sampler, type, {}, m_depth + 1).make();
      if (!sample) continue;
      TrialOptions options;
      options.outputFolder = m_sampler.m_folder + "/made";
      TrialResult result = runOnce(*sample, options);
      Value& made = result.outputs[static_cast<size_t>(output - type.outputs.begin())];
      if (result.done && made) return std::move(made);
    }
    return makeError(ErrorCode::NotFound,
                     "nothing at hand makes " + inQuotes(term.name) + " for the input " + inQuotes(name));
  }

  Result<Value> valueOf(const Type& type, const std::string& name) {
    const TypeTerm& term = type.terms[m_recipe.kind % type.terms.size()];
    if (term.name[0] == '$') return valueOf(variable(term.name), name);
    if (term.name == "any") return valueOf(*Type::parse(kindNames[m_recipe.kind % kindRows]), name);
    if (term.name == "number") return number();
    if (term.name == "integer") return Value::integer(m_recipe.fill == Fill::Huge ? INT64_MIN : 3);
    if (term.name == "boolean") return Value::boolean(true);
    if (term.name == "string") return Value::string(text());
    if (term.name == "list" || term.name == "sequence") return listOf(term, name);
    if (term.name == "sigmas") {
      return makeSampleSigmas(bracket(term, 0, m_recipe.emptySide >= 0 ? 0 : 5), m_recipe, name);
    }
    if (term.name == "conditioning") return makeSampleConditioning(4, 8);
    if (term.name == "record") {
      if (m_recipe.emptyValues) return Value::record({});
      return Value::record({{"name", Value::string("apple")}, {"value", number()}});
    }
    if (term.name == "denoiser") {
      return makeSampleDenoiser(bracket(term, 0, 4), bracket(term, 1, 0), bracket(term, 2, 0));
    }
    if (term.name == "autoencoder") return makeSampleAutoencoder(bracket(term, 0, 4), bracket(term, 1, 4));
    if (term.name == "text_encoder") return makeSampleTextEncoder(bracket(term, 0, 4), bracket(term, 1, 8));
    if (term.name == "solver") return makeSampleSolver();
    if (term.name == "tokens" || kindOfType(term.name) == Kind::Tensor) return tensorOf(term, name);
    return foreign(term, name);
  }

  // Of no kind that the type has; nullopt: it takes all kinds.
  std::optional<Value> wrongValue(const Type& type) const {
    const std::vector<Value> all{Value::number(0.5),
                                 Value::string("a red apple"),
                                 Value::boolean(true),
                                 Value::integer(3),
                                 Value::list({Value::number(1), Value::string("two")}),
                                 Value::record({{"nothing", Value::number(1)}}),
                                 makeSampleSequence({Value::number(1)}, true),
                                 makeSampleSolver(),
                                 *makeSampleTensor({WEFT_TYPE_INT, 32, 1}, {2, 3}, false, {}, 1, "wrong")};
    for (size_t i = 0; i < all.size(); ++i) {
      const Value& value = all[(m_recipe.kind + i) % all.size()];
      if (!checkValue(value, type)) return value;
    }
    return std::nullopt;
  }

  Result<void> fillPort(size_t index) {
    const PortType& port = m_sample.inputPorts[index];
    if (port.has(WEFT_PORT_OPTIONAL) && !m_recipe.optional) return {};
    const size_t links = port.has(WEFT_PORT_VARIADIC) ? m_recipe.links : 1;
    for (size_t i = 0; i < links; ++i) {
      auto value = valueOf(port.type, port.id);
      if (!value) {
        if (port.has(WEFT_PORT_OPTIONAL)) return {};
        return value.error();
      }
      if (!m_sample.inputTypes[index]) m_sample.inputTypes[index] = linkType(port.type, *value);
      if (static_cast<int>(index) == m_recipe.wrongPort) {
        if (auto wrong = wrongValue(port.type)) *value = *wrong;
      }
      m_sample.inputs[index].push_back(*std::move(value));
    }
    return {};
  }

  // What the plan would say of the link: the port's own words where a value does not tell.
  Type linkType(const Type& port, const Value& value) const {
    const TypeTerm& term = port.terms[m_recipe.kind % port.terms.size()];
    const auto* tensor = value.asTensor();
    Type type{{term}};
    if (term.name[0] == '$' || term.name == "any") {
      type = *Type::parse(kindNames[m_recipe.kind % kindRows]);
    }
    if (tensor && type.terms[0].name != "tokens") {
      TypeTerm& known = type.terms[0];
      known.shape.emplace();
      for (int32_t i = 0; i < tensor->dimensions; ++i) known.shape->push_back({tensor->shape[i], ""});
      if (known.name == "tensor" && known.arguments.empty()) {
        known.arguments.push_back(*Type::parse(dtypeName(tensor->dtype)));
      }
    }
    TypeBindings bindings;
    bindings.dimensions = m_dimensions;
    bindings.types = m_types;
    for (TypeTerm& known : type.terms) nameSpaces(known);
    return substitute(type, bindings);
  }

  // "latent<$space>" comes from a model whose space is called "check".
  static void nameSpaces(TypeTerm& term) {
    if (term.name == "list" || term.name == "sequence") return;
    for (Type& argument : term.arguments) {
      for (TypeTerm& one : argument.terms) {
        if (one.name[0] == '$') one.name = "check";
      }
    }
  }

  const Sampler& m_sampler;
  const Recipe m_recipe;
  const int m_depth;
  Sizes m_sizes;
  Sample m_sample;
  uint64_t m_made = 0;
  std::map<std::string, int64_t> m_factors, m_dimensions;
  std::map<std::string, Type> m_types;
};

Sampler::Sampler(const std::vector<NodeType>& types, std::string folder)
    : m_types(types), m_folder(std::move(folder)) {}

Result<Sample> Sampler::make(const NodeType& type, const Recipe& recipe) const {
  return SampleMaker(*this, type, recipe, 0).make();
}

std::vector<Recipe> Sampler::usualRecipes(const NodeType& type) {
  std::vector<Recipe> recipes(1);
  const bool open = std::any_of(type.inputs.begin(), type.inputs.end(), [](const PortType& port) {
    return std::any_of(port.type.terms.begin(), port.type.terms.end(),
                       [](const TypeTerm& term) { return term.name[0] == '$' || term.name == "any"; });
  });
  size_t terms = 1;
  for (const PortType& port : type.inputs) terms = std::max(terms, port.type.terms.size());
  for (size_t kind = 1; kind < (open ? kindRows : terms); ++kind) recipes.push_back({.kind = kind});
  const bool files = std::any_of(type.parameters.begin(), type.parameters.end(),
                                 [](const ParameterType& one) { return one.kind == WEFT_PARAMETER_PATH; });
  for (size_t file = 1; files && file < sampleFileKinds; ++file) recipes.push_back({.file = file});
  return recipes;
}

}  // namespace weft
