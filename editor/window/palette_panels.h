// The panels "Nodes" and "Help" of a window: they go along with the tab that is shown.
#pragma once

class QWidget;

namespace weft::editor {

class EditorWindow;

QWidget* makeLibrary(EditorWindow& window);  // what is chosen in it is placed in the middle of the canvas
QWidget* makeHelp(EditorWindow& window);

}  // namespace weft::editor
