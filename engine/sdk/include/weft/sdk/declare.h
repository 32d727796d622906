// How a node declares its ports and parameters: typed constants that serve for declaring and for access.
//
// Every declaration leaves a mark that ports() takes away again. A plugin with a mark left has declared something it
// does not list, and is refused when it is scanned.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>

#include <weft/sdk/tensor.h>

namespace weft {
inline namespace sdk {

template <size_t N>
struct Text {
  char chars[N] = {};
  constexpr Text(const char (&text)[N]) {  // NOLINT: a literal stands for itself
    for (size_t i = 0; i < N; ++i) chars[i] = text[i];
  }
};

// A port type: an expression (grammar in abi/node.h), and the class its values are seen as.
template <Text Expression, class Seen = Value>
struct As {
  static constexpr auto expression = Expression;
  using View = Seen;
};

using Any = As<"any">;
using Number = As<"number", double>;
using Integer = As<"integer", int64_t>;
using Boolean = As<"boolean", bool>;
using String = As<"string", std::string_view>;
using AnyTensor = As<"tensor", Tensor>;
using Image = As<"image", Tensor>;  // [N,3,H,W] float32 RGB 0..1
using Mask = As<"mask", Tensor>;    // [N,1,H,W] float32 0..1
// Latents of one node have one shape, and fit its denoiser or autoencoder; where that is not so: As<"latent", Tensor>.
using Latent = As<"latent<$space>[N, C, H, W]", Tensor>;
using Conditioning = As<"conditioning">;
using Sigmas = As<"sigmas", Tensor>;  // [steps+1] float64, falling

namespace detail {

struct Declaration {
  bool listed = false;
  Declaration* next = nullptr;
};

// Of internal linkage, so that each source file has a list of its own, and the one with WEFT_PLUGIN looks at nothing
// that another file has only included.
namespace {
[[maybe_unused]] Declaration* declarations = nullptr;

struct Mark : Declaration {
  Mark() {
    next = declarations;
    declarations = this;
  }
};
template <class Tag>
struct Declared {
  static inline Mark mark;
};
}  // namespace

}  // namespace detail

struct About {
  const char* label;
  const char* category;
  const char* doc;
  const char* keywords = nullptr;
  const char* replacedBy = nullptr;
};

// What a node type says of itself beside its ports; a node may declare `static constexpr weft::Traits traits{…}`.
struct Traits {
  int32_t cost = WEFT_COST_LIGHT;
  uint32_t flags = 0;
  int32_t reentrancy = WEFT_REENTRANCY_INSTANCE;
  uint32_t devices = WEFT_DEVICES_CPU;
  uint32_t behaviour = 1;
};

enum PortFlags : uint32_t {
  optional = WEFT_PORT_OPTIONAL,
  variadic = WEFT_PORT_VARIADIC,
  lazy = WEFT_PORT_LAZY,
  consumes = WEFT_PORT_CONSUMES
};
constexpr PortFlags operator|(PortFlags a, PortFlags b) { return static_cast<PortFlags>(uint32_t(a) | uint32_t(b)); }

template <class T>
struct Input {
  weft_port port;
  detail::Declaration* mark;
};
template <class T>
struct Output {
  weft_port port;
  detail::Declaration* mark;
};

template <class T, class Tag = decltype([] {})>
consteval Input<T> input(const char* id, const char* doc, PortFlags flags = PortFlags{}) {
  return {{sizeof(weft_port), flags, id, nullptr, T::expression.chars, doc}, &detail::Declared<Tag>::mark};
}
template <class T, class Tag = decltype([] {})>
consteval Output<T> output(const char* id, const char* doc) {
  return {{sizeof(weft_port), 0, id, nullptr, T::expression.chars, doc}, &detail::Declared<Tag>::mark};
}

// Options of a parameter, in any order, between its default and its documentation.
struct Range {
  double minimum, maximum;
};
struct Slider {
  double minimum, maximum;
  int32_t curve;
};
struct Unit {
  const char* text;
};
struct Group {
  const char* text;
};
struct Label {
  const char* text;
};
struct VisibleIf {
  const char* text;
};
struct Flag {
  uint32_t bits;
};
struct KindIs {
  int32_t kind;
};
template <size_t N>
struct Choices {
  std::array<weft_choice, N> items;
};

consteval Range range(double minimum, double maximum) { return {minimum, maximum}; }
consteval Slider slider(double minimum, double maximum, int32_t curve = WEFT_CURVE_LINEAR) {
  return {minimum, maximum, curve};
}
consteval Unit unit(const char* text) { return {text}; }
consteval Group group(const char* text) { return {text}; }
consteval Label label(const char* text) { return {text}; }
consteval VisibleIf visibleIf(const char* text) { return {text}; }
consteval weft_choice choice(const char* id, const char* doc) { return {id, nullptr, doc}; }
template <class... Items>
consteval Choices<sizeof...(Items)> choices(Items... items) {
  return {{items...}};
}
inline constexpr Flag advanced{WEFT_PARAMETER_ADVANCED};
inline constexpr Flag folder{WEFT_PARAMETER_FOLDER};
inline constexpr Flag multiline{WEFT_PARAMETER_MULTILINE};
inline constexpr Flag notInKey{WEFT_PARAMETER_NOT_IN_KEY};
inline constexpr Flag sideBySide{WEFT_PARAMETER_SIDE_BY_SIDE};  // of a body
inline constexpr KindIs path{WEFT_PARAMETER_PATH};              // the value is the resolved path, or ""
inline constexpr KindIs seed{WEFT_PARAMETER_SEED};
inline constexpr KindIs outputName{WEFT_PARAMETER_NAME};

// T: double, int64_t, bool or std::string_view.
template <class T, size_t ChoiceCount = 0>
struct Parameter {
  weft_parameter parameter;  // .choices is set where the descriptor is made: it points into this object
  std::array<weft_choice, ChoiceCount> choiceItems;
  detail::Declaration* mark;
};

namespace detail {

template <class T>
struct ParameterOf;
template <>
struct ParameterOf<double> {
  using Type = double;
  static constexpr int32_t kind = WEFT_PARAMETER_NUMBER;
};
template <>
struct ParameterOf<int> {
  using Type = int64_t;
  static constexpr int32_t kind = WEFT_PARAMETER_INTEGER;
};
template <>
struct ParameterOf<int64_t> {
  using Type = int64_t;
  static constexpr int32_t kind = WEFT_PARAMETER_INTEGER;
};
template <>
struct ParameterOf<bool> {
  using Type = bool;
  static constexpr int32_t kind = WEFT_PARAMETER_BOOLEAN;
};
template <>
struct ParameterOf<const char*> {
  using Type = std::string_view;
  static constexpr int32_t kind = WEFT_PARAMETER_STRING;
};

template <class Option>
inline constexpr size_t choiceCount = 0;
template <size_t N>
inline constexpr size_t choiceCount<Choices<N>> = N;

template <class P>
consteval void apply(P& p, const char* doc) {
  p.parameter.doc = doc;
}
template <class P>
consteval void apply(P& p, Range range) {
  p.parameter.minimum_number = range.minimum;
  p.parameter.maximum_number = range.maximum;
  p.parameter.minimum_integer = static_cast<int64_t>(range.minimum);
  p.parameter.maximum_integer =
      range.maximum >= 9.2e18 ? std::numeric_limits<int64_t>::max() : static_cast<int64_t>(range.maximum);
}
template <class P>
consteval void apply(P& p, Slider slider) {
  p.parameter.ui_minimum = slider.minimum;
  p.parameter.ui_maximum = slider.maximum;
  p.parameter.curve = slider.curve;
}
template <class P>
consteval void apply(P& p, Unit unit) {
  p.parameter.unit = unit.text;
}
template <class P>
consteval void apply(P& p, Group group) {
  p.parameter.group = group.text;
}
template <class P>
consteval void apply(P& p, Label label) {
  p.parameter.label = label.text;
}
template <class P>
consteval void apply(P& p, VisibleIf condition) {
  p.parameter.visible_if = condition.text;
}
template <class P>
consteval void apply(P& p, Flag flag) {
  p.parameter.flags |= flag.bits;
}
template <class P>
consteval void apply(P& p, KindIs is) {
  p.parameter.kind = is.kind;
  if (is.kind == WEFT_PARAMETER_SEED) p.parameter.minimum_integer = 0;
}
template <class P, size_t N>
consteval void apply(P& p, Choices<N> choices) {
  p.parameter.kind = WEFT_PARAMETER_CHOICE;
  p.parameter.choice_count = N;
  p.choiceItems = choices.items;
}

}  // namespace detail

// param("factor", 0.5, range(0, 1), "Share of the second picture"): the default gives the kind.
template <class Default, class... Options, class Tag = decltype([] {})>
consteval auto param(const char* id, Default defaultValue, Options... options) {
  using Of = detail::ParameterOf<Default>;
  Parameter<typename Of::Type, (detail::choiceCount<Options> + ... + 0)> p{};
  p.mark = &detail::Declared<Tag>::mark;
  weft_parameter& parameter = p.parameter;
  parameter.struct_size = sizeof(weft_parameter);
  parameter.kind = Of::kind;
  parameter.id = id;
  parameter.minimum_number = std::numeric_limits<double>::lowest();
  parameter.maximum_number = std::numeric_limits<double>::max();
  parameter.minimum_integer = std::numeric_limits<int64_t>::min();
  parameter.maximum_integer = std::numeric_limits<int64_t>::max();
  if constexpr (Of::kind == WEFT_PARAMETER_NUMBER)
    parameter.default_number = defaultValue;
  else if constexpr (Of::kind == WEFT_PARAMETER_STRING)
    parameter.default_text = defaultValue;
  else
    parameter.default_integer = defaultValue;
  (detail::apply(p, options), ...);
  return p;
}

// A parameter that names a subgraph, which the node runs (call.h: startPass).
struct Body {
  weft_parameter parameter;
  detail::Declaration* mark;
};

// body("body", sideBySide, "What is done with each item")
template <class... Options, class Tag = decltype([] {})>
consteval Body body(const char* id, Options... options) {
  Body b{};
  b.mark = &detail::Declared<Tag>::mark;
  b.parameter.struct_size = sizeof(weft_parameter);
  b.parameter.kind = WEFT_PARAMETER_GRAPH;
  b.parameter.id = id;
  b.parameter.default_text = "";
  (detail::apply(b, options), ...);
  return b;
}

// The list of all a node has, in the order shown.
template <class... Declarations>
consteval std::tuple<Declarations...> ports(Declarations... declarations) {
  return {declarations...};
}

}  // namespace sdk
}  // namespace weft
