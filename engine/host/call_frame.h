// What stands behind a plugin's weft_call pointer: one call of process().
#pragma once

#include <forward_list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <weft/abi/call.h>
#include <weft/abi/host.h>
#include <weft/base/atomic_file.h>
#include <weft/graph/node_instance.h>

#include "plugin_class.h"

namespace weft {

// Which files a node wrote in this run, by the name it gave them: what it may replace. An instance lives for one run.
class OutputLedger {
 public:
  std::string nameGiven(const std::string& wanted) const;  // below the output folder; empty: not written yet
  void remember(const std::string& wanted, const std::string& given);

 private:
  mutable std::mutex m_mutex;
  std::map<std::string, std::string> m_given;
};

// Ends what a call opened and did not end.
void dropToken(weft_token* token);
void dropOutput(weft_output* output);

}  // namespace weft

struct weft_call {
  weft_call(weft::NodeCall& nodeCall, const weft::PluginClass& pluginClass, weft::OutputLedger& outputLedger,
            size_t& passes)
      : call(nodeCall),
        type(pluginClass),
        ledger(outputLedger),
        passesUnderWay(passes),
        thread(std::this_thread::get_id()),
        outputsSet(pluginClass.outputs.size(), '\0') {}
  weft_call(const weft_call&) = delete;
  weft_call& operator=(const weft_call&) = delete;
  ~weft_call() {
    for (weft_token* token : tokens) weft::dropToken(token);
    for (weft_output* output : openOutputs) weft::dropOutput(output);
  }

  bool onItsThread() const { return std::this_thread::get_id() == thread; }

  weft::NodeCall& call;
  const weft::PluginClass& type;
  weft::OutputLedger& ledger;
  size_t& passesUnderWay;  // started and not taken, in this call and those before
  const std::thread::id thread;

  std::string outputsSet;  // 0 or 1 for each; a string, since a short one needs no memory of its own
  size_t inputsWanted = 0;
  std::string message;              // from fail()
  std::vector<weft_token*> tokens;  // of suspend(); kept only when the call answers WEFT_PENDING
  std::vector<weft_output*> openOutputs;
  std::forward_list<std::string> texts;  // what pointers that were handed out refer to
};
