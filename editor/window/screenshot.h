// `--screenshot`: the window as a picture, once what was asked for is to be seen.
#pragma once

#include <functional>

#include <QString>

namespace weft::editor {

class EditorWindow;

// Waits, without blocking, for the run of the current tab where `run`, draws the window into the file, and calls `done`
// with the process's status: 0, 1 when the run failed, 2 when the file cannot be written, with a line on standard
// error.
void takeScreenshot(EditorWindow& window, const QString& path, bool run, std::function<void(int)> done);

}  // namespace weft::editor
