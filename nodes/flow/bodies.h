// What the nodes that run a subgraph have in common.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <tuple>
#include <vector>

#include <weft/sdk.h>

namespace weft::flow {

inline bool hasName(const std::vector<BodyPort>& ports, const std::string& name) {
  return std::any_of(ports.begin(), ports.end(), [&](const BodyPort& port) { return port.name == name; });
}

template <class T>
const char* idOf(const Input<T>& input) {
  return input.port.id;
}
template <class T>
const char* idOf(const Output<T>&) {
  return "";
}
template <class T, size_t N>
const char* idOf(const Parameter<T, N>& parameter) {
  return parameter.parameter.id;
}
inline const char* idOf(const Body& body) { return body.parameter.id; }

// Whether the node has an input or parameter of the name itself. An input of its body of that name gets no port of its
// own: it is given what the node is given.
template <class T>
bool isOwn(const std::string& name) {
  return std::apply([&](const auto&... declared) { return ((name == idOf(declared)) || ...); }, T::ports);
}

// The value at a port for an input of the body.
inline Value linked(const Call& call, const std::string& name) {
  Value value = call.input(name);
  if (!value) throw Failure("input \"" + name + "\" is not linked");
  return value;
}

}  // namespace weft::flow
