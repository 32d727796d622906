// What the runner prints: results to standard output, errors and progress to standard error. A reader that has gone
// away is no error.
#pragma once

#include <string>
#include <string_view>

#include <weft/graph/document.h>

namespace weft::runner {

// One line each, safe for a terminal.
void printError(std::string_view text);  // "error: TEXT"
void printNote(std::string_view text);   // "TEXT"

// "error: FILE: PATH: MESSAGE"; without FILE for what is wrong with the command line (the path begins with "--").
void printProblems(const std::string& file, const Problems& problems);

// To standard output, as it stands.
void printResult(std::string_view text);

// Writes all of it; false when that is not possible.
bool writeText(int descriptor, std::string_view text);

// The absolute path of the folder that results go to; the error says what is wrong with `out`.
Result<std::string> outputFolder(const std::string& out);

}  // namespace weft::runner
