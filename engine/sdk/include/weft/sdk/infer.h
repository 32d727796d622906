// Questions that a node type answers before anything runs: types, extra ports, what its bodies are given.
#pragma once

#include <charconv>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <weft/sdk/call.h>

namespace weft {
inline namespace sdk {

namespace detail {

// The shape in brackets at the end of a type expression: "image[1, 3, ?, 64]" -> {1, 3, -1, 64}.
inline std::optional<std::vector<int64_t>> shapeOf(const std::string& type) {
  const size_t open = type.rfind('[');
  if (open == std::string::npos || type.back() != ']' || type.find('|') != std::string::npos) return std::nullopt;
  std::vector<int64_t> shape;
  for (size_t at = open + 1; at < type.size();) {
    const size_t end = type.find_first_of(",]", at);
    const size_t begin = type.find_first_not_of(' ', at);
    int64_t side = -1;
    if (begin < end) {
      const auto parsed = std::from_chars(type.data() + begin, type.data() + end, side);
      if (parsed.ec != std::errc() || parsed.ptr != type.data() + end) side = -1;
      shape.push_back(side);
    }
    at = end + 1;
  }
  return shape;
}

}  // namespace detail

// A type with its shape behind it, "image[1, 3, ?, 64]"; below 0: not known.
inline std::string typeText(const std::string& type, std::initializer_list<int64_t> shape) {
  std::string text;
  for (const int64_t side : shape) text += (text.empty() ? "[" : ", ") + (side < 0 ? "?" : std::to_string(side));
  return type + text + "]";
}

// What estimate() answers when it cannot tell.
inline constexpr uint64_t unknownBytes = UINT64_MAX;

// An input or output of a body.
struct BodyPort {
  std::string name;
  std::string type;         // "": not known
  bool hasDefault = false;  // an input that the body can do without
};

// A question about types, before anything runs. What it answers follows from parameters, types and bodies alone, of
// which any may be unknown; functions that ask for what is not known answer with nothing, -1 or "". Throwing Failure
// refuses the graph.
class Infer {
 public:
  Infer(weft_infer* question, const weft_node_descriptor* descriptor)
      : m_question(question), m_descriptor(descriptor) {}

  // Whether a parameter has a literal value; false: it is driven by a link. Only then may it be asked for.
  template <class T, size_t N>
  bool knows(const Parameter<T, N>& parameter) const {
    return pointer(parameter) != nullptr;
  }
  template <class T, size_t N>
  T operator[](const Parameter<T, N>& parameter) const {
    return viewOf<T>(pointer(parameter));
  }
  template <class T>
  std::string inputType(const Input<T>& input) const {  // "": not linked, or not known
    const char* text = services().inference->input_type(
        m_question, index(m_descriptor->inputs, m_descriptor->input_count, input.port.id));
    return text ? text : "";
  }
  // The dimensions that the input's type tells, -1 for unknown ones; nothing where it tells none.
  template <class T>
  std::optional<std::vector<int64_t>> inputShape(const Input<T>& input) const {
    return detail::shapeOf(inputType(input));
  }
  // The same where there are `rank`; else as many unknown ones.
  template <class T>
  std::vector<int64_t> inputShape(const Input<T>& input, size_t rank) const {
    auto shape = inputShape(input);
    return shape && shape->size() == rank ? *std::move(shape) : std::vector<int64_t>(rank, -1);
  }
  // What comes out: a type expression that says no less than the declared one.
  template <class T>
  void setType(const Output<T>& output, const std::string& type) {
    detail::check(services().inference->set_output_type(
        m_question, index(m_descriptor->outputs, m_descriptor->output_count, output.port.id), type.c_str()));
  }
  // What the output's value keeps in memory, where its type does not tell: the weights of an object, what is in a
  // record. `work`: the most that one use of the object takes beside what it is given and what it answers.
  template <class T>
  void setBytes(const Output<T>& output, uint64_t bytes, uint64_t work = 0) {
    detail::check(services().inference->set_output_bytes(
        m_question, index(m_descriptor->outputs, m_descriptor->output_count, output.port.id), bytes, work));
  }
  std::string inputType(const std::string& id) const {  // of an extra port too
    for (size_t port = 0;; ++port) {
      const char* known = services().inference->input_id(m_question, port);
      if (!known) return "";
      if (id != known) continue;
      const char* text = services().inference->input_type(m_question, port);
      return text ? text : "";
    }
  }
  void setExtraType(size_t extraOutput, const std::string& type) {  // in the order of extraPorts()
    detail::check(
        services().inference->set_output_type(m_question, m_descriptor->output_count + extraOutput, type.c_str()));
  }

  // The inputs and outputs of the subgraph that a body names, in the file's order; none where it is not known.
  std::vector<BodyPort> bodyInputs(const Body& body) const {
    std::vector<BodyPort> ports;
    const char* type = nullptr;
    int32_t hasDefault = 0;
    while (const char* name =
               services().inference->body_input(m_question, index(body), ports.size(), &type, &hasDefault))
      ports.push_back({name, type ? type : "", hasDefault != 0});
    return ports;
  }
  std::vector<BodyPort> bodyOutputs(const Body& body) const {
    std::vector<BodyPort> ports;
    const char* type = nullptr;
    while (const char* name = services().inference->body_output(m_question, index(body), ports.size(), &type))
      ports.push_back({name, type ? type : "", false});
    return ports;
  }
  // In inferBody(): each pass is given this input of the body, of a type ("": not known). From the second pass on it
  // is given what the pass before gave as the output `carried`, if one is named.
  void give(const Body& body, const std::string& input, const std::string& type, const std::string& carried = "") {
    detail::check(services().inference->give_input(m_question, index(body), input.c_str(),
                                                   type.empty() ? nullptr : type.c_str(),
                                                   carried.empty() ? nullptr : carried.c_str()));
  }

  // What is wrong with a parameter; ends the question.
  template <class T, size_t N>
  [[noreturn]] void fail(const Parameter<T, N>& parameter, const std::string& message) const {
    services().inference->fail(m_question, parameter.parameter.id, message.c_str());
    throw Failure(message);
  }
  template <class T>
  [[noreturn]] void fail(const Input<T>& input, const std::string& message) const {
    services().inference->fail(m_question, input.port.id, message.c_str());
    throw Failure(message);
  }
  [[noreturn]] void fail(const Body& body, const std::string& message) const {
    services().inference->fail(m_question, body.parameter.id, message.c_str());
    throw Failure(message);
  }

 private:
  size_t index(const Body& body) const {
    return index(m_descriptor->parameters, m_descriptor->parameter_count, body.parameter.id);
  }
  template <class T, size_t N>
  const weft_value* pointer(const Parameter<T, N>& parameter) const {
    return services().inference->parameter(
        m_question, index(m_descriptor->parameters, m_descriptor->parameter_count, parameter.parameter.id));
  }
  template <class Item>
  static size_t index(const Item* items, size_t count, const char* id) {
    for (size_t i = 0; i < count; ++i)
      if (std::strcmp(items[i].id, id) == 0) return i;
    throw Failure(std::string("\"") + id + "\" is not among the node's ports", WEFT_ERROR_INTERNAL);
  }

  weft_infer* m_question;
  const weft_node_descriptor* m_descriptor;
};

// Ports beyond the declared ones, as a function of parameters and bodies: a node may have
// `static void extraPorts(weft::ExtraPorts& ports)`.
class ExtraPorts : public Infer {
 public:
  using Infer::Infer;
  void addInput(const std::string& id, const std::string& type, const std::string& doc, PortFlags flags = PortFlags{}) {
    add(m_inputs, id, type, doc, flags);
  }
  void addOutput(const std::string& id, const std::string& type, const std::string& doc) {
    add(m_outputs, id, type, doc, 0);
  }
  void tell(const weft_port** inputs, size_t* inputCount, const weft_port** outputs, size_t* outputCount) const {
    *inputs = m_inputs.data();
    *inputCount = m_inputs.size();
    *outputs = m_outputs.data();
    *outputCount = m_outputs.size();
  }

 private:
  void add(std::vector<weft_port>& ports, const std::string& id, const std::string& type, const std::string& doc,
           uint32_t flags) {
    const auto keep = [this](const std::string& text) { return m_texts.emplace_back(text).c_str(); };
    ports.push_back({sizeof(weft_port), flags, keep(id), nullptr, keep(type.empty() ? "any" : type), keep(doc)});
  }

  std::deque<std::string> m_texts;
  std::vector<weft_port> m_inputs, m_outputs;
};

}  // namespace sdk
}  // namespace weft
