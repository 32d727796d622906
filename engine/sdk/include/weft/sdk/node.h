// From a struct with ports and process() to a node class of the ABI.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <weft/sdk/infer.h>
#include <weft/sdk/migration.h>

namespace weft {
inline namespace sdk {

// The base of every node: `struct Blend : weft::Node<Blend>`. One object an instance in a graph, made by its default
// constructor; it may keep members between calls of process(). What it has:
//
//   static constexpr weft::About about{…};                     required
//   static constexpr auto ports = weft::ports(…);              required
//   void process(weft::Call& call);                            required; one call at a time for one object
//   static constexpr weft::Traits traits{…};                   optional, like all that follows; these are static, since
//   static void infer(weft::Infer& infer);                     they are asked without an instance, from any thread:
//   static uint64_t estimate(weft::Infer& infer);              bytes beside inputs and outputs, or weft::unknownBytes
//   static void fingerprint(weft::Infer& infer, uint64_t out[2]);  what outputs depend on beyond parameters and paths
//   static void migrate(weft::Migration& old);                 parameters of an older behaviour version
//   static void extraPorts(weft::ExtraPorts& ports);           ports beyond the declared ones
//   static void inferBody(weft::Infer& infer);                 what each pass of a body is given
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

// What a node lacks, in words. A function that is there in another form would else be passed over.
template <class T>
constexpr void checkNode() {
  static_assert(
      requires { std::string_view(T::about.doc); },
      "a node says what it is: static constexpr weft::About about{\"Label\", \"Category\", \"What it does.\"};");
  static_assert(
      requires { std::tuple_size<std::remove_cvref_t<decltype(T::ports)>>::value; },
      "a node lists what it has: static constexpr auto ports = weft::ports(…);");
  static_assert(
      !requires { &T::infer; } || requires(Infer & infer) { T::infer(infer); },
      "infer() of a node is: static void infer(weft::Infer& infer)");
  static_assert(
      !requires { &T::estimate; } || requires(Infer & infer) { uint64_t{T::estimate(infer)}; },
      "estimate() of a node is: static uint64_t estimate(weft::Infer& infer)");
  static_assert(
      !requires { &T::fingerprint; } || requires(Infer & infer, uint64_t * out) { T::fingerprint(infer, out); },
      "fingerprint() of a node is: static void fingerprint(weft::Infer& infer, uint64_t out[2])");
  static_assert(
      !requires { &T::migrate; } || requires(Migration & old) { T::migrate(old); },
      "migrate() of a node is: static void migrate(weft::Migration& old)");
  static_assert(
      !requires { &T::extraPorts; } || requires(ExtraPorts & ports) { T::extraPorts(ports); },
      "extraPorts() of a node is: static void extraPorts(weft::ExtraPorts& ports)");
  static_assert(
      !requires { &T::inferBody; } || requires(Infer & infer) { T::inferBody(infer); },
      "inferBody() of a node is: static void inferBody(weft::Infer& infer)");
}

// The functions of a class that answer without an instance.
template <class T>
void addQuestions(weft_node_class& nodeClass) {
  checkNode<T>();
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
  if constexpr (requires(Migration & old) { T::migrate(old); })
    nodeClass.migrate = [](const weft_node_class*, uint32_t version, const char* json,
                           const char** out) -> weft_status {
      return guard([&] {
        static thread_local std::string kept;  // the host reads it until the next call on this thread
        Migration old(version, json);
        T::migrate(old);
        kept = old.json();
        *out = kept.c_str();
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
    static_assert(std::is_default_constructible_v<T>, "a node is made by its constructor without arguments");
    static_assert(
        requires(T & node, Call & call) { node.process(call); },
        "a node does its work in: void process(weft::Call& call)");
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
