#include "output.h"

#include <fcntl.h>

#include <cerrno>

#include "pack/require.h"
#include "weft/base/files.h"

namespace weft::io {

void writeOutput(Call& call, std::string_view name, const char* extension, std::string_view bytes) {
  OutputFile output(call, std::string(name), extension);
  const FileHandle handle(::open(output.path().c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
  if (!handle.isOpen()) throw Failure(output.path() + ": " + systemError(errno), WEFT_ERROR_IO);
  require(writeAll(handle.get(), bytes.data(), bytes.size(), output.path()));
  output.commit();
}

image::PictureTexts graphText(const Call& call, bool wanted) {
  const std::string_view graph = wanted ? call.document() : std::string_view();
  return graph.empty() ? image::PictureTexts() : image::PictureTexts{{"weft", std::string(graph)}};
}

}  // namespace weft::io
