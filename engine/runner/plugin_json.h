// A plugin for programs.
#pragma once

#include <weft/base/json.h>
#include <weft/host/host.h>

namespace weft::runner {

Json pluginJson(const PluginInfo& plugin);  // path, id, version, …; "refused": why, or null

}  // namespace weft::runner
