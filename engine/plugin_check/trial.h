// One call of a node as a check makes it, in the executor's place.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <weft/base/hash.h>
#include <weft/graph/node_instance.h>
#include <weft/graph/node_type.h>

namespace weft {

// All that a node is given.
struct Sample {
  const NodeType* type = nullptr;
  std::vector<PortType> inputPorts, outputPorts;  // extra ones included
  std::vector<Value> parameters;
  std::vector<std::vector<Value>> inputs;        // by port; none: not linked
  std::vector<std::optional<Type>> inputTypes;   // what the links say
  std::vector<BodySignature> bodies;             // of a GRAPH parameter
  std::vector<std::vector<std::string>> passes;  // by parameter: the names of what each pass is given
  std::string text;                              // for messages: "with image float32 [1, 3, 16, 24], strength 0.5"

  std::string where() const;  // "node "org.example.blend.Blend" with …"
  NodeQuestion question() const;
};

struct TrialOptions {
  uint32_t threads = 2;
  bool deterministic = true;
  bool handOver = false;  // inputs of WEFT_PORT_CONSUMES may be written to
  std::string outputFolder;
  std::function<bool()> cancelled;  // asked by the node, on any thread; empty: never
  std::function<void()> polled;     // told of each time it asks, and reports progress
  bool digest = true;               // of the outputs, for which sequences of the plugin's are asked
  double patience = 20;             // seconds that a suspended call may wait to be resumed
};

struct TrialResult {
  Result<void> done;           // the error is the node's
  std::vector<Value> outputs;  // by port; empty handles: not set
  std::string broken{};        // a rule of the ABI that was broken, seen from outside; empty: none
  size_t lost = 0;             // references that were released and not owned
  Hash128 digest{};            // of the outputs, as they were when process() came back
  bool pending = false;        // it was suspended, or ran passes
  bool sawCancel = false;      // it asked, and was told to stop
};

// Runs process() until the node is done: gives lazy inputs that it asks for, runs its passes, waits while it is
// suspended.
TrialResult runTrial(NodeInstance& node, const Sample& sample, const TrialOptions& options);

// The same with an instance of its own.
TrialResult runOnce(const Sample& sample, const TrialOptions& options);

// The types of the outputs as the descriptor has them, and as infer() says; both know what is linked.
std::vector<Type> declaredTypes(const Sample& sample);
Result<InferResult> inferredTypes(const Sample& sample);

}  // namespace weft
