// Parameters of a node, and the bodies that it runs: what declares them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

#include <weft/sdk/declare.h>

namespace weft {
inline namespace sdk {

// Options of a parameter, in any order, between its default and its documentation.
struct Range {  // inclusive
  double minimum, maximum;
};
struct Slider {  // what a slider spans, within the range
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
consteval Unit unit(const char* text) { return {text}; }            // "px", "steps"
consteval Group group(const char* text) { return {text}; }          // shown together
consteval Label label(const char* text) { return {text}; }          // shown in place of the id
consteval VisibleIf visibleIf(const char* text) { return {text}; }  // "mode=fast|best": shown where that holds
consteval weft_choice choice(const char* id, const char* doc) { return {id, nullptr, doc}; }
// choices(choice("fast", "…"), choice("best", "…")): the value is one of the ids.
template <class... Items>
consteval Choices<sizeof...(Items)> choices(Items... items) {
  return {{items...}};
}
inline constexpr Flag advanced{WEFT_PARAMETER_ADVANCED};        // folded away by editors
inline constexpr Flag folder{WEFT_PARAMETER_FOLDER};            // of a path: it may be a folder
inline constexpr Flag multiline{WEFT_PARAMETER_MULTILINE};      // of a text
inline constexpr Flag notInKey{WEFT_PARAMETER_NOT_IN_KEY};      // does not change the outputs
inline constexpr Flag sideBySide{WEFT_PARAMETER_SIDE_BY_SIDE};  // of a body
inline constexpr KindIs path{WEFT_PARAMETER_PATH};              // the value is the resolved path, or ""
inline constexpr KindIs seed{WEFT_PARAMETER_SEED};              // an integer of 0 .. 2^63-1
inline constexpr KindIs outputName{WEFT_PARAMETER_NAME};        // the name of an output below the output folder

// T, which call[parameter] gives: double, int64_t, bool or std::string_view.
template <class T, size_t ChoiceCount = 0>
struct Parameter {
  weft_parameter parameter;  // .choices is set where the descriptor is made: it points into this object
  std::array<weft_choice, ChoiceCount> choiceItems;
  detail::Declaration* mark;
};

namespace detail {

template <class T>
struct ParameterOf {
  static_assert(!sizeof(T), "the default of a parameter is a number (0.5), an integer (5), true or false, or a text");
};
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

// What stands between a parameter's default and its documentation, and the documentation.
template <class Option>
inline constexpr bool isOption =
    std::is_same_v<Option, Range> || std::is_same_v<Option, Slider> || std::is_same_v<Option, Unit> ||
    std::is_same_v<Option, Group> || std::is_same_v<Option, Label> || std::is_same_v<Option, VisibleIf> ||
    std::is_same_v<Option, Flag> || std::is_same_v<Option, KindIs>;
template <size_t N>
inline constexpr bool isOption<Choices<N>> = true;
template <>
inline constexpr bool isOption<const char*> = true;
template <class... Options>
inline constexpr bool oneIsDoc = (std::is_same_v<Options, const char*> + ... + 0) == 1;

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
  if (p.parameter.kind != WEFT_PARAMETER_NUMBER && p.parameter.kind != WEFT_PARAMETER_INTEGER &&
      p.parameter.kind != WEFT_PARAMETER_SEED)
    throw "range() is for numbers: give the parameter a number as its default";
  if (!(range.minimum <= range.maximum)) throw "the ends of range() are the wrong way round";
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
  const int32_t wanted = is.kind == WEFT_PARAMETER_SEED ? WEFT_PARAMETER_INTEGER : WEFT_PARAMETER_STRING;
  if (p.parameter.kind != wanted)
    throw "weft::seed wants an integer as default; weft::path and weft::outputName a text";
  p.parameter.kind = is.kind;
  if (is.kind == WEFT_PARAMETER_SEED) p.parameter.minimum_integer = 0;
}
template <class P, size_t N>
consteval void apply(P& p, Choices<N> choices) {
  if (p.parameter.kind != WEFT_PARAMETER_STRING) throw "choices() wants the id of one of them as default";
  p.parameter.kind = WEFT_PARAMETER_CHOICE;
  p.parameter.choice_count = N;
  p.choiceItems = choices.items;
}

}  // namespace detail

namespace detail {

template <class P>
consteval void checkParameter(const P& p) {
  const weft_parameter& parameter = p.parameter;
  checkId(parameter.id);
  checkDoc(parameter.doc);
  const bool number = parameter.kind == WEFT_PARAMETER_NUMBER;
  const bool integer = parameter.kind == WEFT_PARAMETER_INTEGER || parameter.kind == WEFT_PARAMETER_SEED;
  if (number &&
      !(parameter.default_number >= parameter.minimum_number && parameter.default_number <= parameter.maximum_number))
    throw "the default lies outside range()";
  if (integer && !(parameter.default_integer >= parameter.minimum_integer &&
                   parameter.default_integer <= parameter.maximum_integer))
    throw "the default lies outside range(), or is a seed below 0";
  if (parameter.kind == WEFT_PARAMETER_CHOICE) {
    bool found = false;
    for (const weft_choice& choice : p.choiceItems)
      found |= std::string_view(choice.id) == std::string_view(parameter.default_text);
    if (!found) throw "the default is none of choices()";
  }
}

}  // namespace detail

// param("factor", 0.5, range(0, 1), "Share of the second picture"): the default gives the kind. The options, in any
// order: range, slider, unit, group, label, visibleIf, choices, advanced, folder, multiline, notInKey, path, seed,
// outputName.
template <class Default, class... Options, class Tag = decltype([] {})>
consteval auto param(const char* id, Default defaultValue, Options... options) {
  static_assert((detail::isOption<Options> && ...),
                "after its default a parameter has options – weft::range(…), weft::unit(…), … – and a text");
  static_assert(detail::oneIsDoc<Options...>, "a parameter has one text beside its id, which documents it");
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
  detail::checkParameter(p);
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

}  // namespace sdk
}  // namespace weft
