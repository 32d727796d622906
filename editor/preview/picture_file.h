// Picture files that nobody vouches for, as the editor reads them: pixels by the nodes' own hardened reader, so that a
// picture looks as LoadImage gives it, and the graph that a picture of ours carries. Any thread; large pictures take
// their time.
#pragma once

#include <optional>

#include <QImage>
#include <QString>

#include <weft/base/result.h>

namespace weft::editor {

// PNG, JPEG or WebP, known by their first bytes; RGBA, not premultiplied. An error names the file and what is wrong.
Result<QImage> readPicture(const QString& path);

// The text of the graph that the picture carries (weft.io.SaveImage writes it); whether it reads as a graph is
// GraphModel's to say. nullopt: a good picture without one. Fails where the file is no picture or is damaged
// (BadFile), and, with TypeMismatch, where it carries the workflow of another program instead: the message names it.
Result<std::optional<QString>> graphInPicture(const QString& path);

// Whether a file's name ends as those of pictures do; what it holds is for the functions above.
bool isPictureName(const QString& path);

}  // namespace weft::editor
