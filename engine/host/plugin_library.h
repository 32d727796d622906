// One library: checked from its file, loaded, initialised, and asked for its nodes.
#pragma once

#include <functional>
#include <string>

#include <weft/abi/plugin.h>

#include "class_reader.h"

namespace weft {

// How far loading has come; a probing child tells this before each step.
enum class LoadStage : char { Loading = 'L', Initialising = 'I', Describing = 'D' };

struct FileCheck {
  std::string refusal;  // empty: go on
  std::string abi;      // "0.1.0", when it could be read
  std::string buildId;
};

// What can be said without running any of the library's code: is it a library, whole, with an entry of our version.
FileCheck checkFile(const std::string& path);

// The first step of loading alone: the library's code is there, and the constructors of its static data have run.
struct OpenedPlugin {
  Result<const weft_plugin*> entry;  // the error is the refusal in plain words
  bool lasting = true;               // as in LoadedPlugin
};
OpenedPlugin openPlugin(const std::string& path);

struct LoadedPlugin {
  Result<PluginContents> contents;  // the error is the refusal in plain words; it does not name the file
  bool lasting = true;              // a refusal depends on the file alone; else (a missing library) it may pass
};

// Loads `path` (absolute) and reads what it offers. A library is loaded and initialised once in a process and never
// unloaded. `stage` may be empty.
LoadedPlugin loadPlugin(const std::string& path, const std::string& buildId,
                        const std::function<void(LoadStage)>& stage = {});

}  // namespace weft
