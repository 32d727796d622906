// One call of process(): inputs, parameters, outputs, progress.
#pragma once

#include <charconv>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <weft/sdk/declare.h>

namespace weft {
inline namespace sdk {

// A value seen as a port's View.
template <class View>
View viewOf(const weft_value* pointer) {
  const Value value = Value::borrow(pointer);
  if constexpr (std::is_same_v<View, Value>)
    return value;
  else if constexpr (std::is_same_v<View, double>)
    return value.asNumber();
  else if constexpr (std::is_same_v<View, int64_t>)
    return value.asInteger();
  else if constexpr (std::is_same_v<View, bool>)
    return value.asBoolean();
  else if constexpr (std::is_same_v<View, std::string_view>)
    return value.asString();
  else
    return View(value);
}

inline Value toValue(Value value) { return value; }
inline Value toValue(MutableTensor&& tensor) { return std::move(tensor).publish(); }
inline Value toValue(double number) { return Value::number(number); }
inline Value toValue(int64_t integer) { return Value::integer(integer); }
inline Value toValue(bool boolean) { return Value::boolean(boolean); }
inline Value toValue(std::string_view text) { return Value::string(text); }

class Call {
 public:
  Call(weft_call* call, const weft_node_descriptor* descriptor) : m_call(call), m_descriptor(descriptor) {}

  // An input's value. Throws when it is not linked: ask has() first where the port is optional.
  template <class T>
  typename T::View operator[](const Input<T>& input) const {
    const weft_value* pointer = services().calls->input(m_call, indexOf(input), 0);
    if (!pointer) throw Failure(std::string("input \"") + input.port.id + "\" is not linked");
    return viewOf<typename T::View>(pointer);
  }
  template <class T>
  bool has(const Input<T>& input) const {
    return services().calls->input_count(m_call, indexOf(input)) > 0;
  }
  template <class T>
  std::vector<typename T::View> all(const Input<T>& input) const {  // of a variadic port, in order
    const size_t port = indexOf(input);
    std::vector<typename T::View> views;
    for (size_t i = 0; i < services().calls->input_count(m_call, port); ++i)
      views.push_back(viewOf<typename T::View>(services().calls->input(m_call, port, i)));
    return views;
  }
  // Asks for a lazy input; process() then returns, and is called again with it.
  template <class T>
  void want(const Input<T>& input) {
    detail::check(services().calls->want_input(m_call, indexOf(input)));
    m_needsInputs = true;
  }

  template <class T, size_t N>
  T operator[](const Parameter<T, N>& parameter) const {
    return viewOf<T>(services().calls->parameter(m_call, indexOf(parameter)));
  }

  template <class T, class Data>
  void set(const Output<T>& output, Data&& data) {
    detail::check(services().calls->set_output(m_call, indexOf(output), toValue(std::forward<Data>(data)).release()));
  }

  // Reports, and throws Cancelled when the run is to stop: call it between steps, tiles and modules.
  void progress(uint64_t step, uint64_t total, const char* text = nullptr) {
    detail::check(services().calls->progress(m_call, step, total, text));
  }
  void checkCancelled() const {
    if (services().calls->cancelled(m_call)) throw Cancelled();
  }
  bool wantsPreview() const { return services().calls->wants_preview(m_call) != 0; }
  void preview(const Value& image) { services().calls->preview(m_call, image.get()); }
  uint32_t threads() const { return services().calls->threads(m_call); }
  weft_device_id device() const { return services().calls->device(m_call); }
  weft_dtype dtype() const { return services().calls->dtype(m_call); }
  bool deterministic() const { return services().calls->deterministic(m_call) != 0; }
  std::string node() const { return services().calls->node(m_call); }

  // Runs body(begin, end) over parts of [0, count) on the host's threads.
  void parallel(size_t count, size_t grain, const std::function<void(size_t, size_t)>& body) {
    const auto part = [](void* user, size_t begin, size_t end) -> weft_status {
      return detail::guard([&] { (*static_cast<const std::function<void(size_t, size_t)>*>(user))(begin, end); });
    };
    if (!services().parallel) return body(0, count);
    detail::check(
        services().parallel->run(m_call, count, grain, part, const_cast<void*>(static_cast<const void*>(&body))));
  }

  weft_call* get() const { return m_call; }
  bool needsInputs() const { return m_needsInputs; }

 private:
  template <class T>
  size_t indexOf(const Input<T>& input) const {
    return find(m_descriptor->inputs, m_descriptor->input_count, input.port.id);
  }
  template <class T>
  size_t indexOf(const Output<T>& output) const {
    return find(m_descriptor->outputs, m_descriptor->output_count, output.port.id);
  }
  template <class T, size_t N>
  size_t indexOf(const Parameter<T, N>& parameter) const {
    return find(m_descriptor->parameters, m_descriptor->parameter_count, parameter.parameter.id);
  }
  template <class Item>
  static size_t find(const Item* items, size_t count, const char* id) {
    for (size_t i = 0; i < count; ++i)
      if (items[i].id == id || std::strcmp(items[i].id, id) == 0) return i;
    throw Failure(std::string("\"") + id + "\" is not among the node's ports", WEFT_ERROR_INTERNAL);
  }

  weft_call* m_call;
  const weft_node_descriptor* m_descriptor;
  bool m_needsInputs = false;
};

// An output file below the run's output folder: written at path(), there under its name after commit().
class OutputFile {
 public:
  OutputFile(Call& call, const std::string& name, const char* extension, uint32_t flags = 0) {
    detail::check(services().files->open(call.get(), name.c_str(), extension, flags, &m_output, &m_path));
  }
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile() {
    if (m_output) services().files->abandon(m_output);
  }
  std::string path() const { return m_path; }
  std::string commit() {
    const char* path = nullptr;
    detail::check(services().files->commit(std::exchange(m_output, nullptr), &path));
    return path ? path : "";
  }

 private:
  weft_output* m_output = nullptr;
  const char* m_path = nullptr;
};

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

// A question about types, before anything runs.
class Infer {
 public:
  Infer(weft_infer* question, const weft_node_descriptor* descriptor)
      : m_question(question), m_descriptor(descriptor) {}

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
  template <class T>
  void setType(const Output<T>& output, const std::string& type) {
    detail::check(services().inference->set_output_type(
        m_question, index(m_descriptor->outputs, m_descriptor->output_count, output.port.id), type.c_str()));
  }
  // What is wrong with a parameter; ends the question.
  template <class T, size_t N>
  [[noreturn]] void fail(const Parameter<T, N>& parameter, const std::string& message) const {
    services().inference->fail(m_question, parameter.parameter.id, message.c_str());
    throw Failure(message);
  }

 private:
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

}  // namespace sdk
}  // namespace weft
