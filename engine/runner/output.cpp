#include "output.h"

#include <cerrno>
#include <filesystem>

#include <unistd.h>

#include <weft/base/text.h>

namespace weft::runner {

namespace fs = std::filesystem;

namespace {
constexpr size_t longestLine = 8000;
}

bool writeText(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

void printNote(std::string_view text) { writeText(STDERR_FILENO, printable(text, longestLine) + "\n"); }

void printError(std::string_view text) { writeText(STDERR_FILENO, "error: " + printable(text, longestLine) + "\n"); }

void printProblems(const std::string& file, const Problems& problems) {
  for (const Problem& problem : problems) {
    std::string text = problem.path.starts_with("--") ? std::string() : file + ": ";
    if (!problem.path.empty()) text += problem.path + ": ";
    printError(text + problem.message);
  }
}

void printResult(std::string_view text) { writeText(STDOUT_FILENO, text); }

Result<std::string> outputFolder(const std::string& out) {
  std::error_code failure;
  if (out.empty()) return makeError(ErrorCode::InvalidArgument, "wants the name of a folder");
  if (fs::exists(out, failure) && !fs::is_directory(out, failure)) {
    return makeError(ErrorCode::InvalidArgument, "is no folder");
  }
  std::string path = fs::absolute(out).lexically_normal().string();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace weft::runner
