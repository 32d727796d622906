// Which driver the tests use: Mesa's lavapipe where it is installed, so that they compute the same everywhere; else
// whatever there is.
#pragma once

#include <cstdlib>
#include <filesystem>

namespace weft::test {

// Before the first use of Vulkan in the process.
inline void preferLavapipe() {
  for (const char* folder : {"/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/etc/vulkan/icd.d"}) {
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
      const std::string name = entry.path().filename().string();
      if (!name.starts_with("lvp_icd") || !name.ends_with(".json")) continue;
      ::setenv("VK_DRIVER_FILES", entry.path().c_str(), 0);
      ::setenv("VK_ICD_FILENAMES", entry.path().c_str(), 0);  // what loaders before 1.3.207 read
      return;
    }
  }
}

}  // namespace weft::test
