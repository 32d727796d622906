// What to do about an error, said beside it.
#pragma once

#include <QString>

namespace weft::editor {

// One sentence; empty where the message says enough.
QString adviceFor(const QString& message);
// The message, and the advice on a line of its own.
QString withAdvice(const QString& message);

}  // namespace weft::editor
