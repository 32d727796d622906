// The theme that settings, or the command line, ask for.
#pragma once

#include <optional>

class QApplication;

namespace weft::editor {

// Puts the look on the application and follows settings. `dark` overrules them for this time.
void followLook(QApplication& application, std::optional<bool> dark);

}  // namespace weft::editor
