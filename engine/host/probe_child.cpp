// The probing child: this program once more, which loads one library and tells what it is.
#include <unistd.h>

#include <utility>

#include <weft/base/json.h>
#include <weft/graph/node_instance.h>
#include <weft/isolation/process_limits.h>

#include "plugin_record.h"
#include "probe.h"
#include "probe_answer.h"

namespace weft {
namespace {

// To describe itself a library needs next to none; this keeps one that runs wild from taking the machine's.
constexpr uint64_t mostMemory = uint64_t{4} << 30;

Json answerOf(LoadedPlugin loaded) {
  if (loaded.contents) return {{"plugin", recordJson(recordOf(*std::move(loaded.contents)))}};
  return {{"refusal", loaded.contents.error().message}, {"lasting", loaded.lasting}};
}

}  // namespace

int probeHere(const char* path) {
  followParent();
  leaveNoCore();
  goFirst();
  limitData(mostMemory);
  const auto reply = ProbeReply::open(probeDescriptor);
  if (!reply) return 1;
  std::string text = dumpJson(answerOf(loadPlugin(path, {}, [&](LoadStage stage) { reply->setStage(stage); })));
  if (text.size() > mostAnswerBytes) {
    text = dumpJson({{"refusal", "describes itself in more than " + std::to_string(mostAnswerBytes >> 20) + " MiB"},
                     {"lasting", true}});
  }
  reply->answer(text);
  // Nothing of the library's runs any more, so that what it does at exit cannot matter.
  ::_exit(0);
}

}  // namespace weft
