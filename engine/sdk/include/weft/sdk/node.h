// From a struct with ports and process() to a node class of the ABI.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <weft/sdk/infer.h>

namespace weft {
inline namespace sdk {

// The base of every node: `struct Blend : weft::Node<Blend>`. One object an instance in a graph.
template <class Self>
struct Node {
  // What runs around every process(); a family of nodes may hide it with its own.
  template <class Function>
  static void around(Call&, Function&& function) {
    function();
  }
};

namespace detail {

// "Blend" of org::Blend, from the compiler's own spelling.
template <class T>
std::string typeName() {
  const std::string_view text = __PRETTY_FUNCTION__;
  const size_t begin = text.find("T = ") + 4;
  const std::string_view full = text.substr(begin, text.find_first_of(";]", begin) - begin);
  const size_t colon = full.rfind("::");
  return std::string(colon == std::string_view::npos ? full : full.substr(colon + 2));
}

// The descriptor of a node, from its constants. Made once; lives as long as the process.
template <class T>
class Description {
 public:
  explicit Description(const std::string& pluginId) : m_id(pluginId + "." + typeName<T>()) {
    // A copy made where this source file is compiled: the marks of T::ports itself may be those of another file that
    // includes the node, depending on which of its copies the linker keeps.
    static constexpr auto declarations = T::ports;
    std::apply([this](const auto&... declaration) { (this->add(declaration), ...); }, declarations);
    Traits traits;
    if constexpr (requires { T::traits; }) traits = T::traits;
    m_descriptor = {sizeof(weft_node_descriptor),
                    traits.flags,
                    m_id.c_str(),
                    T::about.label,
                    T::about.category,
                    T::about.doc,
                    T::about.keywords,
                    T::about.replacedBy,
                    traits.behaviour,
                    traits.reentrancy,
                    traits.cost,
                    traits.devices,
                    m_inputs.data(),
                    m_outputs.data(),
                    m_parameters.data(),
                    m_inputs.size(),
                    m_outputs.size(),
                    m_parameters.size()};
  }
  Description(const Description&) = delete;
  Description& operator=(const Description&) = delete;
  const weft_node_descriptor& get() const { return m_descriptor; }

 private:
  template <class U>
  void add(const Input<U>& input) {
    input.mark->listed = true;
    m_inputs.push_back(input.port);
  }
  template <class U>
  void add(const Output<U>& output) {
    output.mark->listed = true;
    m_outputs.push_back(output.port);
  }
  template <class U, size_t N>
  void add(const Parameter<U, N>& parameter) {
    parameter.mark->listed = true;
    m_parameters.push_back(parameter.parameter);
    m_parameters.back().choices = parameter.choiceItems.data();
  }
  void add(const Body& body) {
    body.mark->listed = true;
    m_parameters.push_back(body.parameter);
  }

  std::string m_id;
  std::vector<weft_port> m_inputs, m_outputs;
  std::vector<weft_parameter> m_parameters;
  weft_node_descriptor m_descriptor{};
};

// The functions of a class that answer without an instance.
template <class T>
void addQuestions(weft_node_class& nodeClass) {
  if constexpr (requires(Infer & infer) { T::infer(infer); })
    nodeClass.infer = [](const weft_node_class* self, weft_infer* question) -> weft_status {
      return guard([&] {
        Infer infer(question, self->descriptor);
        T::infer(infer);
      });
    };
  if constexpr (requires(Infer & infer) { T::estimate(infer); })
    nodeClass.estimate = [](const weft_node_class* self, weft_infer* question, uint64_t* bytes) -> weft_status {
      return guard([&] {
        Infer infer(question, self->descriptor);
        *bytes = T::estimate(infer);
      });
    };
  if constexpr (requires(Infer & infer, uint64_t * out) { T::fingerprint(infer, out); })
    nodeClass.fingerprint = [](const weft_node_class* self, weft_infer* question, uint64_t* out) -> weft_status {
      return guard([&] {
        Infer infer(question, self->descriptor);
        T::fingerprint(infer, out);
      });
    };
  if constexpr (requires(Infer & infer) { T::inferBody(infer); })
    nodeClass.infer_body = [](const weft_node_class* self, weft_infer* question) -> weft_status {
      return guard([&] {
        Infer infer(question, self->descriptor);
        T::inferBody(infer);
      });
    };
  if constexpr (requires(ExtraPorts & ports) { T::extraPorts(ports); })
    nodeClass.extra_ports = [](const weft_node_class* self, weft_infer* question, const weft_port** inputs,
                               size_t* inputCount, const weft_port** outputs, size_t* outputCount) -> weft_status {
      return guard([&] {
        static thread_local std::optional<ExtraPorts> kept;  // the host reads it until the next call on this thread
        kept.emplace(question, self->descriptor);
        T::extraPorts(*kept);
        kept->tell(inputs, inputCount, outputs, outputCount);
      });
    };
}

}  // namespace detail

// How the node T, as named in WEFT_PLUGIN, becomes a class. Specialised for nodes whose code lies elsewhere.
template <class T>
struct ClassOf {
  using NodeType = T;
  static void fill(weft_node_class& nodeClass) {
    nodeClass.create = [](const weft_node_class*, void** node) -> weft_status {
      return detail::guard([&] { *node = new T(); });
    };
    nodeClass.destroy = [](const weft_node_class*, void* node) { delete static_cast<T*>(node); };
    nodeClass.process = [](const weft_node_class* self, void* node, weft_call* pointer) -> weft_status {
      weft_status waits = WEFT_OK;
      const weft_status status = detail::guard([&] {
        Call call(pointer, self->descriptor);
        T::around(call, [&] { static_cast<T*>(node)->process(call); });
        waits = call.waits();
      });
      if (status < 0) services().calls->fail(pointer, services().errors->get());
      return status == WEFT_OK ? waits : status;
    };
  }
};

}  // namespace sdk
}  // namespace weft
