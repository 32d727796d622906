// How a node fares in a run.
#pragma once

namespace weft::editor {

// Idle: no run has come by, or the graph has changed here since.
enum class NodeStatus { Idle, Waiting, Running, Cached, Done, Failed, Skipped };

}  // namespace weft::editor
