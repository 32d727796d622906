// What is shown while no graph is open.
#pragma once

class QWidget;

namespace weft::editor {

class EditorWindow;

QWidget* makeWelcome(EditorWindow& window);

}  // namespace weft::editor
