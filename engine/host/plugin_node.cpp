// A plugin's node behind NodeInstance: the trampoline around process().
#include <weft/base/text.h>
#include <weft/graph/node_instance.h>
#include <weft/isolation/current_call.h>

#include "call_frame.h"
#include "plugin_class.h"

namespace weft {
namespace {

class PluginNode : public NodeInstance {
 public:
  PluginNode(PluginClassPointer pluginClass, void* node) : m_class(std::move(pluginClass)), m_node(node) {}

  ~PluginNode() override {
    if (!m_class->functions.destroy) return;
    const PluginScope scope(m_class->activity());
    // Nobody is left to tell; the exception has ended here.
    (void)callPlugin("destroy()", [&] {
      m_class->functions.destroy(m_class->self, m_node);
      return WEFT_OK;
    });
  }

  Result<CallOutcome> process(NodeCall& call) override {
    weft_call frame(call, *m_class, m_ledger, m_passesUnderWay);
    const PluginScope scope(m_class->activity(call.node().c_str()));
    const CurrentCall current(&call);
    const auto status =
        callPlugin("process()", [&] { return m_class->functions.process(m_class->self, m_node, &frame); });
    if (!status) return status.error();
    switch (*status) {
      case WEFT_OK:
        return done(frame);
      case WEFT_NEED_INPUTS:
        if (frame.inputsWanted > 0) return CallOutcome::NeedInputs;
        return wrong("process() answered WEFT_NEED_INPUTS without asking for an input");
      case WEFT_PENDING:
        if (frame.tokens.empty() && m_passesUnderWay == 0) {
          return wrong("process() answered WEFT_PENDING without suspend(), and without a pass under way");
        }
        frame.tokens.clear();  // whoever holds the token goes on
        return CallOutcome::Pending;
      case WEFT_ERROR_CANCELLED:
        if (!call.cancelled()) return wrong("process() says that it was cancelled, but nobody cancelled it");
        return makeError(ErrorCode::Cancelled, "cancelled");
      default:
        return statusError("process()", *status, frame.message);
    }
  }

 private:
  static Error wrong(std::string text) { return makeError(ErrorCode::Internal, std::move(text)); }

  Result<CallOutcome> done(const weft_call& frame) const {
    for (size_t i = 0; i < frame.outputsSet.size(); ++i) {
      const std::string& id = m_class->outputs[i].id;
      if (!frame.outputsSet[i]) return makeError(ErrorCode::Internal, "output \"" + id + "\" was not set", id);
    }
    return CallOutcome::Done;
  }

  PluginClassPointer m_class;
  void* m_node;
  OutputLedger m_ledger;
  size_t m_passesUnderWay = 0;
};

}  // namespace

Result<std::unique_ptr<NodeInstance>> createNode(const PluginClassPointer& pluginClass) {
  void* node = nullptr;
  if (pluginClass->functions.create) {
    const PluginScope scope(pluginClass->activity());
    auto made = callChecked("create()", [&] { return pluginClass->functions.create(pluginClass->self, &node); });
    if (!made) return made.error();
  }
  return std::unique_ptr<NodeInstance>(std::make_unique<PluginNode>(pluginClass, node));
}

}  // namespace weft
