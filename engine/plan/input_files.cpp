#include "input_files.h"

#include <weft/base/text.h>
#include <algorithm>
#include <filesystem>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr const char* howToAllow = "; --allow-path DIR allows a folder";

bool isBelow(const fs::path& path, const fs::path& root) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

std::vector<fs::path> canonicalFolders(const std::vector<std::string>& folders) {
  std::vector<fs::path> found;
  for (const std::string& folder : folders) {
    std::error_code failure;
    if (fs::path path = fs::canonical(folder, failure); !failure) found.push_back(std::move(path));
  }
  return found;
}

Error refuse(ErrorCode code, const std::string& name, const std::string& why) {
  return makeError(code, inQuotes(name) + ' ' + why);
}

// What lies at a canonical path: usable, or why not.
Result<std::string> checkKind(const fs::path& path, const std::string& name, bool folders) {
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  if (failure) return refuse(ErrorCode::BadFile, name, "cannot be opened: " + failure.message());
  if (fs::is_regular_file(status) || (folders && fs::is_directory(status))) return path.string();
  if (fs::is_directory(status)) return refuse(ErrorCode::BadFile, name, "is a folder, not a file");
  return refuse(ErrorCode::BadFile, name, folders ? "is neither a regular file nor a folder" : "is not a regular file");
}

// `; did you mean "emoji"?`, from what lies in the folders where the file was looked for.
std::string nearestFile(const std::vector<fs::path>& search, const std::string& name) {
  constexpr size_t maximumNames = 2000;
  const fs::path folder = fs::path(name).parent_path();
  std::vector<std::string> known;
  for (const fs::path& root : search) {
    std::error_code failure;
    const fs::path listed = fs::canonical(root / folder, failure);
    if (failure || !isBelow(listed, root)) continue;
    for (fs::directory_iterator entry(listed, failure), end; !failure && entry != end; entry.increment(failure)) {
      if (known.size() == maximumNames) break;
      known.push_back((folder / entry->path().filename()).string());
    }
  }
  std::sort(known.begin(), known.end());
  return didYouMean(name, known);
}

std::string notFound(const FileRoots& roots) {
  if (roots.search.empty()) return "was not found";
  std::string text = "was not found in ";
  for (size_t i = 0; i < roots.search.size(); ++i) text += (i ? ", " : "") + printable(roots.search[i]);
  return text;
}

Result<void> checkName(const std::string& name) {
  if (name.find('\0') != std::string::npos) return refuse(ErrorCode::InvalidArgument, name, "has a NUL in it");
  return {};
}

}  // namespace

Result<std::string> findInputFile(const FileRoots& roots, const std::string& name, bool folders) {
  if (auto checked = checkName(name); !checked) return checked.error();
  const std::vector<fs::path> allowed = canonicalFolders(roots.allowed);
  const auto isAllowed = [&](const fs::path& path) {
    return std::any_of(allowed.begin(), allowed.end(), [&](const fs::path& root) { return isBelow(path, root); });
  };
  std::error_code failure;
  if (fs::path(name).is_absolute()) {
    // What does not exist is judged by its name, so that nobody learns from the answer what there is elsewhere.
    const fs::path found = fs::canonical(name, failure);
    if (!isAllowed(failure ? fs::path(name).lexically_normal() : found)) {
      return refuse(ErrorCode::InvalidArgument, name,
                    std::string("is absolute; give a path relative to the graph") + howToAllow);
    }
    if (failure) return refuse(ErrorCode::NotFound, name, "does not exist");
    return checkKind(found, name, folders);
  }

  const std::vector<fs::path> search = canonicalFolders(roots.search);
  const auto isInside = [&](const fs::path& path) {
    return isAllowed(path) ||
           std::any_of(search.begin(), search.end(), [&](const fs::path& root) { return isBelow(path, root); });
  };
  bool leaves = false;
  for (const fs::path& root : search) {
    const fs::path found = fs::canonical(root / name, failure);
    const fs::path judged = failure ? (root / name).lexically_normal() : found;
    if (!isInside(judged)) {
      leaves = true;
    } else if (!failure) {
      return checkKind(found, name, folders);
    }
  }
  if (leaves) {
    return refuse(ErrorCode::InvalidArgument, name,
                  std::string("leads out of the folders a graph may read") + howToAllow);
  }
  return refuse(ErrorCode::NotFound, name, notFound(roots) + nearestFile(search, name));
}

Result<std::string> findSetFile(const FileRoots& roots, const std::string& folder, const std::string& name,
                                bool folders) {
  if (auto checked = checkName(name); !checked) return checked.error();
  std::error_code failure;
  const fs::path base = folder.empty() ? fs::current_path(failure) : fs::path(folder);
  const fs::path found = fs::canonical(base / name, failure);
  if (!failure) return checkKind(found, name, folders);
  if (fs::path(name).is_absolute()) return refuse(ErrorCode::NotFound, name, "does not exist");
  Result<std::string> elsewhere = findInputFile(roots, name, folders);
  if (elsewhere || elsewhere.error().code == ErrorCode::BadFile) return elsewhere;
  return refuse(ErrorCode::NotFound, name, "does not exist in the current folder or below the graph's");
}

}  // namespace weft
