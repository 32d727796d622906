// Literals for parameters and ports: from JSON, or from the text of --set, to checked values. Errors say what is
// allowed and what was given.
#pragma once

#include <weft/graph/node_type.h>
#include <string>

namespace weft {

// What a literal came from decides what a string may stand for.
enum class LiteralOrigin {
  File,  // JSON as it stands
  Set,   // --set NAME=VALUE: a string is VALUE as typed: text where text is wanted, else a JSON literal
};

// The value of a parameter. Paths are not looked up here.
Result<Value> readParameter(const ParameterType& parameter, const Json& literal, LiteralOrigin origin);

// A value that flowed into a parameter by a link: converted without loss, and held to the parameter's range.
Result<Value> checkParameter(const ParameterType& parameter, const Value& value);

// A literal for a port: number, integer, boolean, string, or a list of these, as the port's type wants it.
Result<Value> readPortLiteral(const Type& type, const Json& literal, LiteralOrigin origin);

// "a number from 0 to 1", `one of "a", "b"`
std::string describeAllowed(const ParameterType& parameter);

// What a link into the parameter carries.
const Type& parameterLinkType(const ParameterType& parameter);

// The literal of `--set` as it stands in a file: VALUE is a text where text is wanted, else JSON.
Result<Json> readSetValue(bool wantsText, const Json& literal);
bool wantsText(const ParameterType& parameter);

}  // namespace weft
