// Pictures in the making: the latest of each node, as OUT/.previews/NODE.png. A reader sees a whole picture at any
// time. They stay when the run ends; the next run replaces them.
#pragma once

#include <optional>
#include <string>

#include <weft/base/atomic_file.h>
#include <weft/value/value.h>

namespace weft::runner {

class PreviewFolder {
 public:
  // `shownAs` is what the folder is called in the answers of write().
  PreviewFolder(std::string outputFolder, std::string shownAs);
  // The picture's path, or empty when it cannot be shown or written; a run does not fail because of a preview.
  std::string write(const std::string& node, const Value& image);

 private:
  const std::string m_outputFolder, m_shownAs;
  std::optional<OutputFolder> m_folder;
};

}  // namespace weft::runner
