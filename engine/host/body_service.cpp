// weft.body: passes of the subgraph that a node names.
#include <weft/base/text.h>

#include "call_frame.h"
#include "guard.h"
#include "services.h"

namespace weft {
namespace {

weft_status misuse(const weft_call* call, const std::string& text) {
  if (!call) return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_body: the call is a null pointer");
  return failWith(WEFT_ERROR_INVALID_ARGUMENT, call->type.typeId + ": weft_body." + text);
}

const char* WEFT_CALL input(weft_call* call, size_t parameter, size_t index) {
  if (!call) return nullptr;
  const auto names = call->call.passInputs(parameter);
  return index < names.size() ? names[index].c_str() : nullptr;
}

weft_status WEFT_CALL start(weft_call* call, size_t parameter, uint64_t tag, const weft_value* inputs) {
  if (!call || !call->onItsThread()) return misuse(call, "start was called on another thread than process()");
  const Value record = Value::borrow(inputs);
  if (!record.asRecord()) return misuse(call, "start: the inputs are no record");
  return shielded("weft_body.start", [&] {
    const auto& items = *record.asRecord();
    const auto started = call->call.startPass(parameter, tag, {items.begin(), items.end()});
    if (!started) return failWith(started.error());
    ++call->passesUnderWay;
    return weft_status{WEFT_OK};
  });
}

const weft_value* WEFT_CALL take(weft_call* call, uint64_t* tag) {
  if (!call || !call->onItsThread()) {
    (void)misuse(call, "take was called on another thread than process()");
    return nullptr;
  }
  const weft_value* outputs = nullptr;
  (void)shielded("weft_body.take", [&] {
    auto pass = call->call.takePass();
    if (!pass) return weft_status{WEFT_OK};
    if (call->passesUnderWay > 0) --call->passesUnderWay;
    if (tag) *tag = pass->tag;
    outputs =
        Value::record({std::make_move_iterator(pass->outputs.begin()), std::make_move_iterator(pass->outputs.end())})
            .release();
    return weft_status{WEFT_OK};
  });
  return outputs;
}

}  // namespace

const weft_body& bodyTable() {
  static const weft_body table = {sizeof(weft_body), input, start, take};
  return table;
}

}  // namespace weft
