#include "commands.h"
#include "session/session.h"

namespace weft::runner {

int sessionCommand(const Options& options) { return Session(options).run(); }

}  // namespace weft::runner
