// How a node declares its ports and parameters (parameter.h): typed constants that serve for declaring and for access.
//
// Every declaration leaves a mark that ports() takes away again. A plugin with a mark left has declared something it
// does not list, and is refused when it is scanned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>

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

// A port type: an expression (grammar in abi/node.h), and the class its values are seen as by call[port].
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
  const bool* enlisted;  // keeps the initialiser that enlists it
  bool known = false, listed = false;
  Declaration* next = nullptr;
};

// Of internal linkage, so that each source file has a list of its own, and the one with WEFT_PLUGIN looks at nothing
// that another file has only included.
namespace {
[[maybe_unused]] Declaration* declarations = nullptr;

// Some versions of clang take the tags of several declarations for one, and enlist their mark more than once: what is
// not listed goes unnoticed there.
[[maybe_unused]] bool enlist(Declaration& mark) {
  if (mark.known) return true;
  mark.known = true;
  mark.next = declarations;
  declarations = &mark;
  return true;
}
template <class Tag>
struct Declared {
  static const bool enlisted;
  static constinit inline Declaration mark{&enlisted};
};
template <class Tag>
const bool Declared<Tag>::enlisted = enlist(mark);
}  // namespace

}  // namespace detail

// What people read of a node: `static constexpr weft::About about{…}`.
struct About {
  const char* label;                 // "Blend"
  const char* category;              // "Image/Filter"
  const char* doc;                   // the first sentence stands alone in listings
  const char* keywords = nullptr;    // further words to find it by, with spaces between
  const char* replacedBy = nullptr;  // the type id to use instead, of a node with WEFT_NODE_OBSOLETE
};

// What a node type says of itself beside its ports; a node may declare `static constexpr weft::Traits traits{…}`, with
// names: weft::Traits{.cost = WEFT_COST_HEAVY, .behaviour = 2}.
struct Traits {
  int32_t cost = WEFT_COST_LIGHT;                 // WEFT_COST_…: HEAVY computes for longer, IO waits for files
  uint32_t flags = 0;                             // WEFT_NODE_…
  int32_t reentrancy = WEFT_REENTRANCY_INSTANCE;  // WEFT_REENTRANCY_…: one call at a time for one node
  uint32_t devices = WEFT_DEVICES_CPU;            // WEFT_DEVICES_…: where it can be placed
  uint32_t behaviour = 1;                         // counts up when results change, so that none of before is reused
};

// Of an input; joined with |.
enum PortFlags : uint32_t {
  optional = WEFT_PORT_OPTIONAL,  // need not be linked: call.has()
  variadic = WEFT_PORT_VARIADIC,  // any number of links, in order: call.all()
  lazy = WEFT_PORT_LAZY,          // computed only when asked for: call.want()
  consumes = WEFT_PORT_CONSUMES   // may be written into: call.take()
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

namespace detail {

template <class T>
inline constexpr bool isPortType = requires {
  T::expression;
  typename T::View;
};

// What stands here is evaluated by the compiler, which shows the line whose text applies.
consteval void checkId(const char* id) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (!letter(*id)) throw "the id of a port or parameter begins with a letter or _";
  for (; *id; ++id)
    if (!letter(*id) && (*id < '0' || *id > '9')) throw "the id of a port or parameter has letters, digits and _ only";
}
consteval void checkDoc(const char* doc) {
  if (!doc || !*doc) throw "each port and parameter is documented: what it means, its shape, its range";
}

}  // namespace detail

// input<weft::Image>("a", "First picture", weft::optional): T is a port type. The id is for ever: graph files hold it.
template <class T, class Tag = decltype([] {})>
consteval Input<T> input(const char* id, const char* doc, PortFlags flags = PortFlags{}) {
  static_assert(detail::isPortType<T>,
                "weft::input<…> takes a port type: weft::Image, weft::Number, …, or weft::As<\"a type expression\">");
  detail::checkId(id);
  detail::checkDoc(doc);
  return {{sizeof(weft_port), flags, id, nullptr, T::expression.chars, doc}, &detail::Declared<Tag>::mark};
}
template <class T, class Tag = decltype([] {})>
consteval Output<T> output(const char* id, const char* doc) {
  static_assert(detail::isPortType<T>,
                "weft::output<…> takes a port type: weft::Image, weft::Number, …, or weft::As<\"a type expression\">");
  detail::checkId(id);
  detail::checkDoc(doc);
  return {{sizeof(weft_port), 0, id, nullptr, T::expression.chars, doc}, &detail::Declared<Tag>::mark};
}

namespace detail {

template <class D>
inline constexpr bool isDeclaration = requires(D declaration) {
  declaration.mark;
};

}  // namespace detail

// The list of all a node has, in the order shown.
template <class... Declarations>
consteval std::tuple<Declarations...> ports(Declarations... declarations) {
  static_assert((detail::isDeclaration<Declarations> && ...),
                "weft::ports(…) lists what weft::input, weft::output, weft::param and weft::body declared");
  return {declarations...};
}

}  // namespace sdk
}  // namespace weft
