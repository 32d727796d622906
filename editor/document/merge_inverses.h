// Undoing several edits of one gesture at once.
#pragma once

#include <weft/graph/document.h>

namespace weft::editor {

// What undoes two edits in a row: `second`, the inverse of the later one, then `first`. What `first` puts back anyway
// is left out of `second`, so that a drag of any length takes the memory of its first move. `document` is as the later
// edit left it.
Json mergedInverses(Json first, const Json& second, const Document& document);

}  // namespace weft::editor
