// Menus and tool bars, made from the table of actions.
#pragma once

namespace weft::editor {

class Actions;
class EditorWindow;

void addMenus(EditorWindow& window, Actions& actions);
void addToolBars(EditorWindow& window, Actions& actions);

}  // namespace weft::editor
