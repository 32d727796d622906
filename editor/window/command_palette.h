// The search for everything a person can do (Ctrl+Shift+P).
#pragma once

namespace weft::editor {

class EditorWindow;

void openCommandPalette(EditorWindow& window);

}  // namespace weft::editor
