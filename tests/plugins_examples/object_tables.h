// Objects of the stable tier as a caller sees them: their tables of functions, and what is called through those.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include <weft/abi.h>

#include "../nodes/node_harness.h"

namespace weft::test {

// An interface of an object value.
template <class Table>
const Table& tableOf(const Value& value, const char* id) {
  const weft_object* object = value.asObject();
  const void* table = object ? object->get_interface(object->self, id) : nullptr;
  if (!table) throw std::runtime_error(std::string("no ") + id);
  return *static_cast<const Table*>(table);
}
inline void* selfOf(const Value& value) { return value.asObject()->self; }

inline std::string lastError() { return static_cast<const weft_errors*>(hostTable().get_service(WEFT_ERRORS))->get(); }

// What an interface function answers: a value, or the message that it left.
struct Answer {
  Value value;
  std::string error;  // empty: there is a value

  // A reference, since the call that sets it stands beside it.
  static Answer of(weft_status status, const weft_value* const& out) {
    return status == WEFT_OK ? Answer{Value::adopt(out), ""} : Answer{Value(), lastError()};
  }
};

// One sampling with a denoiser value, ended with it.
struct DenoiserRun {
  weft_denoiser_run run{};
  std::string error;  // of begin()

  DenoiserRun(const Value& denoiser, std::vector<int64_t> shape, std::vector<const weft_value*> conditionings = {}) {
    weft_denoiser_request request{};
    request.struct_size = sizeof(request);
    request.dimensions = static_cast<int32_t>(shape.size());
    request.shape = shape.data();
    request.conditionings = conditionings.data();
    request.conditioning_count = conditionings.size();
    request.device = {WEFT_DEVICE_CPU, 0};
    request.threads = 1;
    run.struct_size = sizeof(run);
    if (tableOf<weft_denoiser>(denoiser, WEFT_DENOISER).begin(selfOf(denoiser), &request, &run) != WEFT_OK) {
      error = lastError();
      run.end = nullptr;
    }
  }
  DenoiserRun(const DenoiserRun&) = delete;
  DenoiserRun& operator=(const DenoiserRun&) = delete;
  ~DenoiserRun() {
    if (run.end) run.end(run.self);
  }
  Answer predict(const Value& x, double t, uint32_t wanted = 0) const {
    const weft_value* out = nullptr;
    return Answer::of(run.predict(run.self, x.get(), t, wanted, &out), out);
  }
  std::vector<float> x0(const Value& x, double t) const {
    const Answer answer = predict(x, t);
    if (!answer.error.empty()) throw std::runtime_error(answer.error);
    return elementsOf<float>(answer.value.asRecord()->at("x0"));
  }
  Answer gradient(const Value& x, double t, const Value& cotangent) const {
    const weft_value* out = nullptr;
    return Answer::of(run.gradient(run.self, x.get(), t, cotangent.get(), &out), out);
  }
};

// The output of a node that is run by hand, which must not fail.
inline Value outputOf(NodeRun& node, const std::string& port) {
  if (const auto done = node.run(); !done) throw std::runtime_error(done.error().message);
  return node.output(port);
}

}  // namespace weft::test
