// Files that appear under their name only when they are whole.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "weft/base/result.h"

namespace weft {

enum class Sync { No, Yes };

// A folder that results go to. Nothing is ever written outside it: symbolic links below it are not followed.
class OutputFolder {
 public:
  // Creates the folder, and those above it, when it is missing. The folder itself may be a symbolic link.
  static Result<OutputFolder> open(const std::filesystem::path& path);

  const std::filesystem::path& path() const;

 private:
  friend class AtomicFile;
  struct State;
  explicit OutputFolder(std::shared_ptr<const State> state) : m_state(std::move(state)) {}

  std::shared_ptr<const State> m_state;
};

// A temporary file beside its final place. publish() or replace() gives it its name; without them it is removed.
class AtomicFile {
 public:
  // `name` must pass checkOutputName(); missing folders between are created.
  static Result<AtomicFile> create(const OutputFolder& folder, std::string_view name);

  AtomicFile(AtomicFile&&) noexcept;
  AtomicFile& operator=(AtomicFile&&) noexcept;
  ~AtomicFile();

  // The temporary file, for code that writes by path. Such code may truncate it but must not put another in its place.
  const std::filesystem::path& path() const;

  // Appends to the file.
  Result<void> write(const void* data, size_t bytes);
  Result<void> write(std::string_view bytes) { return write(bytes.data(), bytes.size()); }

  // Gives the file the first free name of name.png, name-2.png, name-3.png ...; nothing is overwritten, whatever other
  // processes do meanwhile. Returns the path. A name that the number makes too long is shortened.
  Result<std::filesystem::path> publish(Sync sync = Sync::No);

  // Gives the file exactly its name, in place of what stood there; readers see the old file or the new one.
  Result<std::filesystem::path> replace(Sync sync = Sync::No);

 private:
  struct State;
  explicit AtomicFile(std::unique_ptr<State> state);

  std::unique_ptr<State> m_state;
};

// Whether a file's name is one that temporary files have, of this process or another.
bool isTemporaryFile(std::string_view name);

// Removes all live temporary files of this process and lets no new one be made; for a process that is about to end.
// From any thread, but not from within a signal handler. Each library that links this one statically keeps its own
// list: name the folder that results go to, and the files that others of this process (packs) have open below it go
// too.
void removeTemporaryFiles(const std::filesystem::path& outputFolder = {});

// What the names of this process's temporary files begin with, and what those of process `id` begin with.
std::string temporaryPrefix();
std::string temporaryPrefixOf(int id);
// Removes what a process that has ended left open below the folder. `prefix` is its temporaryPrefix().
void removeTemporaryFilesOf(const std::string& prefix, const std::filesystem::path& outputFolder);

}  // namespace weft
