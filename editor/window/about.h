#pragma once

namespace weft::editor {

class EditorWindow;

void showAbout(EditorWindow& window);

}  // namespace weft::editor
