// How the plugin gets on with hosts that are not this one.
#include <sys/wait.h>
#include <unistd.h>

#include <weft/base/files.h>
#include <weft/base/text.h>
#include <weft/isolation/process_end.h>

#include "checks.h"
#include "host_offer.h"
#include "rig.h"

namespace weft::checks {
namespace {

// Loads the plugin with the host, and runs each node a few times.
void meet(CheckContext& context, const weft_host& host) {
  auto rig = Rig::enter(context, host);
  if (!rig) return;
  for (const NodeType& type : rig->types()) {
    for (const Recipe& recipe : Sampler::usualRecipes(type)) {
      if (const auto sample = rig->hasTime() ? rig->sample(type, recipe) : std::nullopt) (void)rig->run(*sample);
    }
  }
}

}  // namespace

void hostOlder(CheckContext& context) {
  context.activity.explain(
      "the host's tables end where those of ABI 0.1.0 do; look at struct_size (WEFT_HAS_FIELD) before what came later");
  meet(context, offerHost({.age = HostAge::Older}));
}

void hostNewer(CheckContext& context) {
  context.activity.explain("the host's tables have more fields than this version knows; copy no more than sizeof");
  meet(context, offerHost({.age = HostAge::Newer}));
}

// A plugin may refuse to start without what it needs. Each host needs a process that has not loaded the plugin yet.
void hostUnknownServices(CheckContext& context) {
  std::vector<std::set<std::string, std::less<>>> hosts;
  for (const std::string& id : optionalServices()) hosts.push_back({id});
  hosts.emplace_back(optionalServices().begin(), optionalServices().end());
  for (const auto& missing : hosts) {
    const pid_t child = ::fork();
    if (child == 0) {
      CheckContext ignored;  // what it refuses is its own affair
      ignored.library = context.library;
      ignored.scratch = context.scratch;
      std::swap(ignored.activity, context.activity);
      meet(ignored, offerHost({.missing = missing}));
      ::_exit(0);
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child) return context.skip("no process could be started");
    if (!WIFSIGNALED(status)) continue;
    const std::string what = missing.size() == 1 ? "without " + *missing.begin() : "without any optional service";
    context.fail("in a host " + what,
                 signalText(WTERMSIG(status)) + " in " + context.activity.doing() +
                     "; get_service() may answer NULL: fail with WEFT_ERROR_MISSING_SERVICE, or do "
                     "without");
  }
}

}  // namespace weft::checks
