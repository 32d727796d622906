// The probing child: this program once more, which loads one library and tells what it is.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <utility>

#include <weft/base/files.h>
#include <weft/base/json.h>
#include <weft/graph/node_instance.h>

#include "plugin_record.h"
#include "probe.h"
#include "probe_answer.h"

namespace weft {
namespace {

// To describe itself a library needs next to none; this keeps one that runs wild from taking the machine's.
[[maybe_unused]] constexpr rlim_t mostMemory = rlim_t{4} << 30;

// Dies with its parent, leaves no core, goes first when memory runs out, and ends by the signal of its crash, whatever
// handlers a sanitizer or an embedding program has installed.
void limitProcess() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit noCore{0, 0};
  ::setrlimit(RLIMIT_CORE, &noCore);
  if (const FileHandle file(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)); file.isOpen()) {
    (void)writeAll(file.get(), "1000", 4, "oom_score_adj");
  }
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const rlimit memory{mostMemory, mostMemory};
  ::setrlimit(RLIMIT_DATA, &memory);
#endif
  for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(number, SIG_DFL);
}

Json answerOf(LoadedPlugin loaded) {
  if (loaded.contents) return {{"plugin", recordJson(recordOf(*std::move(loaded.contents)))}};
  return {{"refusal", loaded.contents.error().message}, {"lasting", loaded.lasting}};
}

}  // namespace

int probeHere(const char* path) {
  limitProcess();
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
