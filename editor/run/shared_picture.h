// Pictures that the session shares (engine/runner/session.md, "Pictures"), copied out.
#pragma once

#include <functional>

#include <QImage>
#include <QString>

#include <weft/base/json.h>

class QObject;

namespace weft::editor {

// Null, with why in `error`, where it is not what its description says, or no longer there. Any thread.
QImage readSharedPicture(const Json& picture, QString* error = nullptr);

// The same without keeping the caller waiting over a large one: `done` comes from the event loop, or at once for a
// small one, unless `context` is gone.
void readSharedPicture(const Json& picture, QObject* context,
                       std::function<void(const QImage& picture, const QString& error)> done);

}  // namespace weft::editor
