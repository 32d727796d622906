#include "output.h"

#include <cerrno>

#include <unistd.h>

#include <weft/base/text.h>

namespace weft::runner {

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

}  // namespace weft::runner
