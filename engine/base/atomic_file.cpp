#include "weft/base/atomic_file.h"

#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <set>
#include <system_error>

#include "weft/base/files.h"
#include "weft/base/paths.h"
#include "weft/base/text.h"

namespace weft {

namespace fs = std::filesystem;

namespace {

class TemporaryFiles {
 public:
  static TemporaryFiles& instance() {
    static TemporaryFiles files;
    return files;
  }
  bool add(const fs::path& path) {
    const std::lock_guard lock(m_mutex);
    if (!m_closed) m_paths.insert(path);
    return !m_closed;
  }
  bool has(const fs::path& path) {
    const std::lock_guard lock(m_mutex);
    return m_paths.contains(path);
  }
  void remove(const fs::path& path) {
    const std::lock_guard lock(m_mutex);
    m_paths.erase(path);
  }
  void removeAll() {
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    for (const fs::path& path : m_paths) ::unlink(path.c_str());
    m_paths.clear();
  }

 private:
  std::mutex m_mutex;
  std::set<fs::path> m_paths;
  bool m_closed = false;
};

Error ioError(const fs::path& path, int number) {
  return makeError(ErrorCode::Io, printable(path.string(), 400) + ": " + systemError(number));
}

constexpr std::string_view anyPrefix = ".weft-", suffix = ".part";

// Opens a new temporary file. Another library of this process counts for itself, so a name may be taken.
FileHandle createTemporary(int folder, const fs::path& folderPath, std::string& name) {
  static std::atomic<unsigned> counter{0};
  while (true) {
    name = temporaryPrefix() + std::to_string(counter++);
    name += suffix;
    // Known before it exists: a file that removeTemporaryFiles() cannot see would stay behind.
    if (!TemporaryFiles::instance().add(folderPath / name)) {
      errno = ECANCELED;
      return FileHandle();
    }
    FileHandle file(::openat(folder, name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    const int failure = errno;
    if (file.isOpen() && TemporaryFiles::instance().has(folderPath / name)) return file;
    // Removed by another thread just before it existed.
    if (file.isOpen()) ::unlinkat(folder, name.c_str(), 0);
    TemporaryFiles::instance().remove(folderPath / name);
    errno = file.isOpen() ? ECANCELED : failure;
    if (errno != EEXIST) return FileHandle();
  }
}

// "name.png" and 2 make "name-2.png"; the stem gives way when the whole would be too long.
std::string numberedName(const std::string& name, unsigned number) {
  if (number == 1) return name;
  const fs::path path(name);
  std::string extension = path.extension().string();
  std::string stem = path.stem().string();
  const std::string suffix = '-' + std::to_string(number) + extension;
  while (stem.size() + suffix.size() > longestFileName && stem.size() > 1) {
    do stem.pop_back();
    while (!stem.empty() && !isValidUtf8(stem));
  }
  return stem + suffix;
}

// Renames without replacing: 0, or an errno value (EEXIST when the name is taken).
int renameToFreeName(int folder, const std::string& from, const std::string& to) {
  if (::renameat2(folder, from.c_str(), folder, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != ENOSYS && errno != EINVAL && errno != EPERM) return errno;
  // A file system without that flag: a hard link is as exclusive.
  if (::linkat(folder, from.c_str(), folder, to.c_str(), 0) == 0) {
    ::unlinkat(folder, from.c_str(), 0);
    return 0;
  }
  if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) return errno;
  // One without hard links: hold the name with an empty file, then take its place.
  FileHandle reserved(::openat(folder, to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!reserved.isOpen()) return errno;
  return ::renameat(folder, from.c_str(), folder, to.c_str()) == 0 ? 0 : errno;
}

// Opens, and creates where missing, the folder `name` in `parent` without following a symbolic link.
FileHandle enterFolder(int parent, const std::string& name) {
  if (::mkdirat(parent, name.c_str(), 0777) != 0 && errno != EEXIST) return FileHandle();
  return FileHandle(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

}  // namespace

struct OutputFolder::State {
  fs::path path;
  FileHandle handle;
};

Result<OutputFolder> OutputFolder::open(const fs::path& path) {
  std::error_code failure;
  fs::create_directories(path, failure);
  auto state = std::make_shared<State>();
  state->path = path;
  state->handle = FileHandle(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!state->handle.isOpen()) return ioError(path, failure && errno == ENOENT ? failure.value() : errno);
  return OutputFolder(std::move(state));
}

const fs::path& OutputFolder::path() const { return m_state->path; }

struct AtomicFile::State {
  FileHandle folder;
  FileHandle file;
  fs::path folderPath;
  fs::path temporaryPath;
  std::string temporary;  // names within the folder
  std::string name;
  bool named = false;

  ~State() {
    if (!named) ::unlinkat(folder.get(), temporary.c_str(), 0);
    TemporaryFiles::instance().remove(temporaryPath);
  }

  Result<void> closeFile(Sync sync) {
    if (sync == Sync::Yes && ::fsync(file.get()) != 0) return ioError(temporaryPath, errno);
    // Some file systems report a full disk only here.
    if (::close(file.release()) != 0) return ioError(temporaryPath, errno);
    return {};
  }

  Result<fs::path> finish(const std::string& finalName, Sync sync) {
    named = true;
    TemporaryFiles::instance().remove(temporaryPath);
    if (sync == Sync::Yes && ::fsync(folder.get()) != 0) return ioError(folderPath, errno);
    return folderPath / finalName;
  }
};

AtomicFile::AtomicFile(std::unique_ptr<State> state) : m_state(std::move(state)) {}
AtomicFile::AtomicFile(AtomicFile&&) noexcept = default;
AtomicFile& AtomicFile::operator=(AtomicFile&&) noexcept = default;
AtomicFile::~AtomicFile() = default;

Result<AtomicFile> AtomicFile::create(const OutputFolder& folder, std::string_view name) {
  if (auto checked = checkOutputName(name); !checked) return checked.error();
  fs::path folderPath = folder.path();
  FileHandle handle(::fcntl(folder.m_state->handle.get(), F_DUPFD_CLOEXEC, 0));
  if (!handle.isOpen()) return ioError(folderPath, errno);

  const fs::path relative(name);
  for (const fs::path& part : relative.parent_path()) {
    folderPath /= part;
    FileHandle next = enterFolder(handle.get(), part.string());
    if (!next.isOpen()) {
      if (errno != ELOOP && errno != ENOTDIR) return ioError(folderPath, errno);
      return makeError(ErrorCode::Io,
                       printable(folderPath.string(), 400) + ": is a link or a file where an output folder is needed");
    }
    handle = std::move(next);
  }

  std::string temporary;
  FileHandle file = createTemporary(handle.get(), folderPath, temporary);
  if (!file.isOpen() && errno == ECANCELED) {
    return makeError(ErrorCode::Cancelled, "the process is ending; no new files are written");
  }
  if (!file.isOpen()) return ioError(folderPath, errno);
  auto state = std::make_unique<State>();
  state->folder = std::move(handle);
  state->file = std::move(file);
  state->folderPath = folderPath;
  state->temporaryPath = folderPath / temporary;
  state->temporary = temporary;
  state->name = relative.filename().string();
  return AtomicFile(std::move(state));
}

const fs::path& AtomicFile::path() const { return m_state->temporaryPath; }

Result<void> AtomicFile::write(const void* data, size_t bytes) {
  return writeAll(m_state->file.get(), data, bytes, printable((m_state->folderPath / m_state->name).string(), 400));
}

Result<fs::path> AtomicFile::publish(Sync sync) {
  constexpr unsigned highestNumber = 1'000'000;
  if (auto closed = m_state->closeFile(sync); !closed) return closed.error();
  for (unsigned number = 1; number <= highestNumber; ++number) {
    const std::string candidate = numberedName(m_state->name, number);
    const int failure = renameToFreeName(m_state->folder.get(), m_state->temporary, candidate);
    if (failure == 0) return m_state->finish(candidate, sync);
    if (failure != EEXIST) return ioError(m_state->folderPath / candidate, failure);
  }
  return ioError(m_state->folderPath / m_state->name, EEXIST);
}

Result<fs::path> AtomicFile::replace(Sync sync) {
  if (auto closed = m_state->closeFile(sync); !closed) return closed.error();
  const int folder = m_state->folder.get();
  if (::renameat(folder, m_state->temporary.c_str(), folder, m_state->name.c_str()) != 0) {
    return ioError(m_state->folderPath / m_state->name, errno);
  }
  return m_state->finish(m_state->name, sync);
}

std::string temporaryPrefixOf(int id) { return std::string(anyPrefix) + std::to_string(id) + '-'; }

// The kernel's random bytes are the same in all libraries of a process and tell it from one of the same number on
// another machine or in another container that shares the folder.
std::string temporaryPrefix() {
  uint32_t token = 0;
  if (const auto* random = reinterpret_cast<const void*>(::getauxval(AT_RANDOM))) {
    std::memcpy(&token, random, sizeof token);
  }
  return temporaryPrefixOf(::getpid()) + std::to_string(token) + '-';
}

bool isTemporaryFile(std::string_view name) { return name.starts_with(anyPrefix) && name.ends_with(suffix); }

void removeTemporaryFiles(const fs::path& outputFolder) {
  TemporaryFiles::instance().removeAll();
  if (outputFolder.empty()) return;
  removeTemporaryFilesOf(temporaryPrefix(), outputFolder);
}

void removeTemporaryFilesOf(const std::string& prefix, const fs::path& outputFolder) {
  std::error_code failure;
  for (fs::recursive_directory_iterator entry(outputFolder, failure), end; entry != end && !failure;
       entry.increment(failure)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(suffix)) ::unlink(entry->path().c_str());
  }
}

}  // namespace weft
