// One call of process(): inputs, parameters, outputs, progress.
#pragma once

#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <weft/sdk/convert.h>
#include <weft/sdk/declare.h>
#include <weft/sdk/parameter.h>

namespace weft {
inline namespace sdk {

// One pass of a body that has ended: the tag that it was started with, and a record of the body's outputs.
struct Pass {
  uint64_t tag = 0;
  Value outputs;
};

// Wakes a node that waits for the outside. Kept by whatever it waits for.
class Resume {
 public:
  Resume() = default;
  explicit Resume(weft_token* token) : m_token(token) {}
  void operator()() {  // from any thread, once; process() is called again
    if (m_token) services().calls->resume(std::exchange(m_token, nullptr));
  }

 private:
  weft_token* m_token = nullptr;
};

// What process() is handed. Used on its thread alone, but for checkCancelled(), and not kept.
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
  // A tensor to write into: the input itself where nobody else will read it, else a copy. Declare the port
  // weft::consumes. Compact and on the CPU; ask once in a process().
  template <class T>
  MutableTensor take(const Input<T>& input) {
    static_assert(std::is_same_v<typename T::View, Tensor>, "only a tensor can be taken to be written into");
    int32_t writable = 0;
    const weft_value* pointer = services().calls->take_input(m_call, indexOf(input), 0, &writable);
    if (!pointer) throw Failure(std::string("input \"") + input.port.id + "\" is not linked");
    Tensor tensor(Value::adopt(pointer));
    if (writable && tensor.compact() && tensor.device().type == WEFT_DEVICE_CPU)
      return MutableTensor(std::move(tensor));
    return MutableTensor::copyOf(tensor);
  }
  // Asks for a lazy input; process() then returns, and is called again with it.
  template <class T>
  void want(const Input<T>& input) {
    detail::check(services().calls->want_input(m_call, indexOf(input)));
    m_waits = WEFT_NEED_INPUTS;
  }

  template <class T, size_t N>
  T operator[](const Parameter<T, N>& parameter) const {
    return viewOf<T>(services().calls->parameter(m_call, indexOf(parameter)));
  }

  template <class T, class Data>
  void set(const Output<T>& output, Data&& data) {
    Value value = toValue<typename T::View>(std::forward<Data>(data));
    detail::check(services().calls->set_output(m_call, indexOf(output), value.release()));
  }

  // Reports, and throws Cancelled when the run is to stop: call it between steps, tiles and modules.
  void progress(uint64_t step, uint64_t total, const char* text = nullptr) {
    detail::check(services().calls->progress(m_call, step, total, text));
  }
  void checkCancelled() const {
    if (services().calls->cancelled(m_call)) throw Cancelled();
  }
  // A picture of what is in the making, for who watches: made only where somebody does.
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

  // Ports by their ids, for those that extraPorts() added.
  std::vector<std::string> extraInputs() const {
    return idsFrom(services().calls->input_id, m_descriptor->input_count);
  }
  std::vector<std::string> extraOutputs() const {
    return idsFrom(services().calls->output_id, m_descriptor->output_count);
  }
  Value input(const std::string& id) const {  // empty: not linked
    return Value::borrow(services().calls->input(m_call, portOf(services().calls->input_id, id), 0));
  }
  void set(const std::string& id, Value value) {
    const size_t port = portOf(services().calls->output_id, id);
    detail::check(services().calls->set_output(m_call, port, value.release()));
  }

  // Runs the body once. process() then returns after waitForPasses(), and is called again when a pass has ended, on the
  // same object: what it must remember are members. `inputs` are those of passInputs(), each with a value; `tag` comes
  // back with the pass.
  void startPass(const Body& body, uint64_t tag, const std::vector<std::pair<std::string, Value>>& inputs) {
    const Value record = Value::record(inputs);
    detail::check(services().body->start(m_call, indexOf(body), tag, record.get()));
  }
  std::vector<std::string> passInputs(const Body& body) const {  // what inferBody() named
    std::vector<std::string> names;
    while (const char* name = services().body->input(m_call, indexOf(body), names.size())) names.emplace_back(name);
    return names;
  }
  std::optional<Pass> takePass() {  // one that has ended, in any order
    uint64_t tag = 0;
    const weft_value* outputs = services().body->take(m_call, &tag);
    return outputs ? std::optional(Pass{tag, Value::adopt(outputs)}) : std::nullopt;
  }
  void waitForPasses() { m_waits = WEFT_PENDING; }

  // Lets the node wait for the outside without holding a thread: process() then returns, and is called again, on the
  // same object, when what this answers has been called.
  Resume suspend() {
    weft_token* token = nullptr;
    detail::check(services().calls->suspend(m_call, &token));
    m_waits = WEFT_PENDING;
    return Resume(token);
  }

  // The graph as it runs, as JSON text; "" where there is none.
  std::string_view document() const {
    const char* text = services().document ? services().document->json(m_call) : nullptr;
    return text ? text : "";
  }
  // To look for what earlier runs wrote.
  std::string outputFolder() const {
    const char* path = services().files ? services().files->output_folder(m_call) : nullptr;
    return path ? path : "";
  }

  weft_call* get() const { return m_call; }
  weft_status waits() const { return m_waits; }  // what process() answers when it has not failed

 private:
  std::vector<std::string> idsFrom(const char*(WEFT_CALL* idOf)(weft_call*, size_t), size_t port) const {
    std::vector<std::string> ids;
    while (const char* id = idOf(m_call, port++)) ids.emplace_back(id);
    return ids;
  }
  size_t portOf(const char*(WEFT_CALL* idOf)(weft_call*, size_t), const std::string& wanted) const {
    size_t port = 0;
    for (const char* id = idOf(m_call, port); id && wanted != id; id = idOf(m_call, port)) ++port;
    return port;
  }
  size_t indexOf(const Body& body) const {
    return find(m_descriptor->parameters, m_descriptor->parameter_count, body.parameter.id);
  }
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
  weft_status m_waits = WEFT_OK;
};

// An output file below the run's output folder: written at path(), there under its name after commit(), and nothing at
// all without. `name` may hold folders; flags: WEFT_OUTPUT_…. On the thread of process() alone.
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
  std::string commit() {  // where it lies now: "name.csv", or "name-2.csv" where there was one
    const char* path = nullptr;
    detail::check(services().files->commit(std::exchange(m_output, nullptr), &path));
    return path ? path : "";
  }

 private:
  weft_output* m_output = nullptr;
  const char* m_path = nullptr;
};

}  // namespace sdk
}  // namespace weft
