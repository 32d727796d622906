// One node of a built pack, run by hand: parameters and inputs by name, outputs by name.
#pragma once

#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <weft/graph/node_instance.h>
#include <weft/host/host.h>

#include "../host/fake_call.h"

namespace weft::test {

namespace fs = std::filesystem;

// The packs of the build tree, and the plugins to copy.
inline const NodeCatalog& builtCatalog() {
  static const Host host([] {
    HostOptions options;
    options.builtInFolder = (fs::path(WEFT_BUILD_DIR) / "lib/weft").string();
    options.folders = {options.builtInFolder, (fs::path(WEFT_BUILD_DIR) / "plugins").string()};
    return options;
  }());
  return host.catalog();
}

// Values and types by the name of a port or parameter; what a test names wrongly throws std::out_of_range.
class NodeRun {
 public:
  explicit NodeRun(const std::string& typeId) : NodeRun(*find(typeId)) {}
  explicit NodeRun(const NodeType& type) : m_type(type), m_call(m_type) {}

  NodeRun& set(const std::string& parameter, Value value) {
    m_call.parameters.at(index(m_type.parameterIndex(parameter), parameter)) = std::move(value);
    return *this;
  }
  NodeRun& link(const std::string& port, Value value) {
    m_call.inputs[index(m_type.inputIndex(port), port)].push_back(std::move(value));
    return *this;
  }
  NodeRun& into(const fs::path& folder) {
    m_call.folder = folder.string();
    return *this;
  }
  FakeCall& call() { return m_call; }
  const NodeType& type() const { return m_type; }

  Result<CallOutcome> run() {
    if (!m_instance) {
      auto made = m_type.create();
      if (!made) return made.error();
      m_instance = *std::move(made);
    }
    return m_instance->process(m_call);
  }
  // The message of the failure that is expected; "no failure" when there is none.
  std::string failure() {
    auto outcome = run();
    return outcome ? "no failure" : outcome.error().message;
  }
  Value output(const std::string& port) const {
    const auto found = m_call.outputs.find(index(m_type.outputIndex(port), port));
    return found == m_call.outputs.end() ? Value() : found->second;
  }

  // What infer() says of an output, given literal parameters and the types of linked inputs; "error PATH: MESSAGE".
  std::string inferred(const std::string& port, const std::map<std::string, std::string>& inputTypes = {}) const {
    NodeQuestion question;
    question.parameters = m_call.parameters;
    question.inputTypes.resize(m_type.inputs.size());
    for (const auto& [id, text] : inputTypes)
      question.inputTypes[index(m_type.inputIndex(id), id)] = *Type::parse(text);
    auto answer = m_type.infer(question);
    if (!answer) return "error " + answer.error().path + ": " + answer.error().message;
    const auto& type = answer->outputTypes.at(index(m_type.outputIndex(port), port));
    return type ? type->text() : "";
  }

 private:
  static const NodeType* find(const std::string& id) {
    const NodeType* type = builtCatalog().find(id);
    if (!type) throw std::out_of_range("no node type " + id);
    return type;
  }
  static size_t index(int index, const std::string& name) {
    if (index < 0) throw std::out_of_range("no port or parameter " + name);
    return static_cast<size_t>(index);
  }

  const NodeType& m_type;
  FakeCall m_call;
  std::unique_ptr<NodeInstance> m_instance;
};

template <class T>
constexpr weft_dtype dtypeFor() {
  return {static_cast<uint8_t>(std::is_floating_point_v<T> ? WEFT_TYPE_FLOAT
                               : std::is_signed_v<T>       ? WEFT_TYPE_INT
                                                           : WEFT_TYPE_UINT),
          sizeof(T) * 8, 1};
}

// A tensor value on the CPU; strides in elements, or compact.
template <class T>
Value tensorOf(std::vector<int64_t> shape, std::vector<T> data, std::vector<int64_t> strides = {},
               weft_dtype dtype = dtypeFor<T>()) {
  struct Owned {
    weft_managed_tensor managed{};
    std::vector<int64_t> shape, strides;
    std::vector<T> data;
  };
  auto* owned = new Owned{{}, std::move(shape), std::move(strides), std::move(data)};
  owned->managed.version = {WEFT_DLPACK_MAJOR, WEFT_DLPACK_MINOR};
  owned->managed.manager = owned;
  owned->managed.deleter = [](weft_managed_tensor* self) { delete static_cast<Owned*>(self->manager); };
  owned->managed.tensor = {owned->data.data(),
                           {WEFT_DEVICE_CPU, 0},
                           static_cast<int32_t>(owned->shape.size()),
                           dtype,
                           owned->shape.data(),
                           owned->strides.empty() ? nullptr : owned->strides.data(),
                           0};
  auto value = Value::tensor(&owned->managed);
  if (!value) throw std::runtime_error(value.error().message);
  return *value;
}

// The elements of a compact tensor value.
template <class T>
std::vector<T> elementsOf(const Value& value) {
  const weft_tensor* tensor = value.asTensor();
  if (!tensor || tensor->dtype.bits != sizeof(T) * 8) throw std::runtime_error("not such a tensor");
  size_t count = 1;
  for (int i = 0; i < tensor->dimensions; ++i) count *= static_cast<size_t>(tensor->shape[i]);
  std::vector<T> out(count);
  std::memcpy(out.data(), static_cast<const char*>(tensor->data) + tensor->byte_offset, count * sizeof(T));
  return out;
}

inline std::vector<int64_t> shapeOf(const Value& value) {
  const weft_tensor* tensor = value.asTensor();
  if (!tensor) throw std::runtime_error("not a tensor");
  return {tensor->shape, tensor->shape + tensor->dimensions};
}

}  // namespace weft::test
