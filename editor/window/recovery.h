// What a crash left, offered at the next start.
#pragma once

namespace weft::editor {

class AutosaveStore;
class EditorWindow;

void offerRecovery(EditorWindow& window, AutosaveStore& store);

}  // namespace weft::editor
