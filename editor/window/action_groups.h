// The parts of the table of actions, in the order of the menus.
#pragma once

#include "window/actions.h"

namespace weft::editor {

std::vector<ActionSpec> fileActions();
std::vector<ActionSpec> editActions();
std::vector<ActionSpec> nodeActions();
std::vector<ActionSpec> viewActions();
std::vector<ActionSpec> runActions();
std::vector<ActionSpec> helpActions();

}  // namespace weft::editor
