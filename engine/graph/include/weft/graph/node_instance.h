// One instance of a node, and one call of it, as the executor sees them. The host puts plugins behind NodeInstance; the
// executor (or a test) stands behind NodeCall.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <weft/abi/tensor.h>
#include <weft/base/result.h>
#include <weft/graph/node_type.h>
#include <weft/value/value.h>

namespace weft {

// What process() answered when it did not fail.
enum class CallOutcome { Done, NeedInputs, Pending };

// One pass of a body that has ended well: what its graph gives, by the names of its outputs, and the tag that the pass
// was started with.
struct Pass {
  uint64_t tag = 0;
  std::map<std::string, Value> outputs;
};

// Valid for the duration of one call, on its thread, but for cancelled() and resume tokens.
class NodeCall {
 public:
  virtual ~NodeCall() = default;
  virtual size_t inputCount(size_t port) const = 0;
  virtual const Value* input(size_t port, size_t index) const = 0;  // nullptr: not there
  virtual Value takeInput(size_t port, size_t index) = 0;           // writable() tells whether it may be written
  virtual void wantInput(size_t port) = 0;
  virtual const Value& parameter(size_t index) const = 0;
  virtual void setOutput(size_t port, Value value) = 0;
  virtual std::span<const PortType> inputPorts() const = 0;  // extra ones included
  virtual std::span<const PortType> outputPorts() const = 0;

  virtual bool cancelled() const = 0;
  virtual void progress(uint64_t step, uint64_t total, std::string_view text) = 0;
  virtual bool wantsPreview() const = 0;
  virtual void preview(const Value& image) = 0;

  virtual const std::string& node() const = 0;  // "outer/inner"
  virtual uint32_t threads() const = 0;
  virtual weft_device_id device() const = 0;
  virtual weft_dtype dtype() const = 0;  // lanes 0: automatic
  virtual bool deterministic() const = 0;
  virtual void* stream() const = 0;
  virtual std::function<void()> suspend() = 0;  // for Pending: call what it returns, once, from any thread

  // Runs the body that `parameter` (an index, of a WEFT_PARAMETER_GRAPH) names, once, with a value for each of its
  // inputs. Does not wait: the node answers Pending, for which it needs no token, and is called again as soon as there
  // is a pass to take. Passes may run side by side and end in any order; `tag` tells them apart. When a pass fails, the
  // node is not called again: it ends as skipped because of what failed, and the passes under way are stopped. Those
  // are stopped as well that are under way when the node ends by itself.
  // Errors: InvalidArgument, for a parameter that names no body, and for inputs that are not just the body's.
  virtual Result<void> startPass(size_t parameter, uint64_t tag, std::map<std::string, Value> inputs) = 0;
  // The names of those inputs; none where the parameter names no body.
  virtual std::span<const std::string> passInputs(size_t parameter) const = 0;
  // The next pass that has ended and was not taken; nullopt: none for now.
  virtual std::optional<Pass> takePass() = 0;

  // Runs body(begin, end) over parts of [0, count) on the run's threads; returns the first error.
  virtual Result<void> parallel(size_t count, size_t grain,
                                const std::function<Result<void>(size_t begin, size_t end)>& body) = 0;

  virtual const std::string& outputFolder() const = 0;  // absolute
  virtual const std::string& documentJson() const = 0;  // the graph as run; may be empty
  // A file appeared under its name, complete: reported as `saved PATH`.
  virtual void saved(const std::string& path) = 0;
};

class NodeInstance {
 public:
  virtual ~NodeInstance() = default;
  virtual Result<CallOutcome> process(NodeCall& call) = 0;
};

}  // namespace weft
