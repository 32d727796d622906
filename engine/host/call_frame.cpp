#include "call_frame.h"

#include <algorithm>

#include <weft/base/log.h>
#include <weft/base/text.h>

#include "handle_table.h"
#include "services.h"

namespace weft {
namespace {

// Extra ports depend on parameters and are known to the executor, which ignores what is beyond them.
constexpr size_t mostPorts = 4096;

HandleTable<weft_token, std::function<void()>>& tokenTable() {
  static auto& table = *new HandleTable<weft_token, std::function<void()>>;  // used by threads that outlive main()
  return table;
}

bool isPort(const weft_call& call, const std::vector<PortType>& declared, size_t port) {
  return port < declared.size() || (call.type.hasExtraPorts() && port < mostPorts);
}

bool isInput(const weft_call* call, size_t port) { return call && isPort(*call, call->type.inputs, port); }

weft_status misuse(const weft_call* call, const std::string& text) {
  if (!call) return failWith(WEFT_ERROR_INVALID_ARGUMENT, "the call is a null pointer");
  return failWith(WEFT_ERROR_INVALID_ARGUMENT, call->type.typeId + ": " + text);
}

std::string noPort(const char* function, const char* side, size_t port, size_t count) {
  return std::string(function) + ": there is no " + side + ' ' + std::to_string(port) + "; the node has " +
         std::to_string(count);
}

size_t WEFT_CALL inputCount(weft_call* call, size_t port) {
  return isInput(call, port) ? call->call.inputCount(port) : 0;
}

const weft_value* WEFT_CALL input(weft_call* call, size_t port, size_t index) {
  if (!isInput(call, port)) return nullptr;
  const Value* value = call->call.input(port, index);
  return value ? value->get() : nullptr;
}

const weft_value* WEFT_CALL takeInput(weft_call* call, size_t port, size_t index, int32_t* writable) {
  if (writable) *writable = 0;
  if (!isInput(call, port) || !call->onItsThread()) return nullptr;
  const bool consumes = port < call->type.inputs.size() && call->type.inputs[port].has(WEFT_PORT_CONSUMES);
  if (!consumes) {
    const Value* value = call->call.input(port, index);
    return value ? Value(*value).release() : nullptr;
  }
  Value value = call->call.takeInput(port, index);
  if (writable) *writable = value.writable() ? 1 : 0;
  return value.release();
}

weft_status WEFT_CALL wantInput(weft_call* call, size_t port) {
  if (!isInput(call, port))
    return misuse(call, noPort("want_input", "input", port, call ? call->type.inputs.size() : 0));
  if (!call->onItsThread()) return misuse(call, "want_input was called on another thread than process()");
  if (port < call->type.inputs.size() && !call->type.inputs[port].has(WEFT_PORT_LAZY)) {
    return misuse(call, "want_input: the input \"" + call->type.inputs[port].id + "\" is not declared WEFT_PORT_LAZY");
  }
  return shielded("want_input", [&] {
    call->call.wantInput(port);
    ++call->inputsWanted;
    return WEFT_OK;
  });
}

const weft_value* WEFT_CALL parameter(weft_call* call, size_t index) {
  return call && index < call->type.parameters.size() ? call->call.parameter(index).get() : nullptr;
}

weft_status WEFT_CALL setOutput(weft_call* call, size_t port, const weft_value* value) {
  Value owned = Value::adopt(value);
  if (!call || !isPort(*call, call->type.outputs, port)) {
    return misuse(call, noPort("set_output", "output", port, call ? call->type.outputs.size() : 0));
  }
  if (!call->onItsThread()) return misuse(call, "set_output was called on another thread than process()");
  if (!owned) {
    const std::string name = port < call->type.outputs.size() ? call->type.outputs[port].id : std::to_string(port);
    return misuse(call, "set_output: the value for output \"" + name + "\" is a null pointer");
  }
  return shielded("set_output", [&] {
    call->call.setOutput(port, std::move(owned));
    if (port < call->outputsSet.size()) call->outputsSet[port] = 1;
    return WEFT_OK;
  });
}

int32_t WEFT_CALL cancelled(weft_call* call) { return call && call->call.cancelled() ? 1 : 0; }

weft_status WEFT_CALL progress(weft_call* call, uint64_t step, uint64_t total, const char* text) {
  if (!call || !call->onItsThread()) return misuse(call, "progress was called on another thread than process()");
  return shielded("progress", [&] {
    call->call.progress(step, total, text ? printable(text) : std::string());
    return call->call.cancelled() ? failWith(WEFT_ERROR_CANCELLED, "cancelled") : weft_status{WEFT_OK};
  });
}

int32_t WEFT_CALL wantsPreview(weft_call* call) { return call && call->call.wantsPreview() ? 1 : 0; }

weft_status WEFT_CALL preview(weft_call* call, const weft_value* image) {
  if (!call || !call->onItsThread()) return misuse(call, "preview was called on another thread than process()");
  const Value value = Value::borrow(image);
  if (value.kind() != Kind::Tensor) return misuse(call, "preview: the image is no tensor");
  return shielded("preview", [&] {
    if (call->call.wantsPreview()) call->call.preview(value);
    return WEFT_OK;
  });
}

void WEFT_CALL fail(weft_call* call, const char* message) {
  if (!call || !call->onItsThread()) return setThreadError(message ? message : "");
  call->message = message ? message : "";
}

const char* WEFT_CALL node(weft_call* call) { return call ? call->call.node().c_str() : ""; }
uint32_t WEFT_CALL threads(weft_call* call) { return call ? std::max<uint32_t>(1, call->call.threads()) : 1; }
weft_device_id WEFT_CALL device(weft_call* call) {
  return call ? call->call.device() : weft_device_id{WEFT_DEVICE_CPU, 0};
}
weft_dtype WEFT_CALL dtype(weft_call* call) { return call ? call->call.dtype() : weft_dtype{}; }
int32_t WEFT_CALL deterministic(weft_call* call) { return call && call->call.deterministic() ? 1 : 0; }
void* WEFT_CALL stream(weft_call* call) { return call ? call->call.stream() : nullptr; }

weft_status WEFT_CALL suspend(weft_call* call, weft_token** token) {
  if (!call || !token || !call->onItsThread()) return misuse(call, "suspend: wants a place for the token");
  return shielded("suspend", [&] {
    *token = tokenTable().add(call->call.suspend());
    call->tokens.push_back(*token);
    return WEFT_OK;
  });
}

void WEFT_CALL resume(weft_token* token) {
  const auto function = tokenTable().take(token);
  if (!function) return logWarning("host", "a plugin resumed a call that does not wait (any more)");
  (*function)();
}

const char* WEFT_CALL inputId(weft_call* call, size_t port) {
  return call && port < call->call.inputPorts().size() ? call->call.inputPorts()[port].id.c_str() : nullptr;
}

const char* WEFT_CALL outputId(weft_call* call, size_t port) {
  return call && port < call->call.outputPorts().size() ? call->call.outputPorts()[port].id.c_str() : nullptr;
}

}  // namespace

std::string OutputLedger::nameGiven(const std::string& wanted) const {
  const std::lock_guard lock(m_mutex);
  const auto found = m_given.find(wanted);
  return found == m_given.end() ? std::string() : found->second;
}

void OutputLedger::remember(const std::string& wanted, const std::string& given) {
  const std::lock_guard lock(m_mutex);
  m_given[wanted] = given;
}

void dropToken(weft_token* token) { tokenTable().take(token); }

const weft_calls& callTable() {
  static const weft_calls table = {
      sizeof(weft_calls), inputCount,   input,   takeInput, wantInput, parameter, setOutput, cancelled,
      progress,           wantsPreview, preview, fail,      node,      threads,   device,    dtype,
      deterministic,      stream,       suspend, resume,    inputId,   outputId};
  return table;
}

}  // namespace weft
