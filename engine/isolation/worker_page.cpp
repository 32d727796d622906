#include "worker_page.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <new>

#include <fcntl.h>
#include <unistd.h>

namespace weft {
namespace {

Error failed(const char* what) {
  return makeError(ErrorCode::Internal,
                   std::string("memory shared with a worker cannot be ") + what + ": " + systemError(errno));
}

void* mapped(int file) {
  void* memory = ::mmap(nullptr, sizeof(WorkerPage::Words), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}

}  // namespace

Result<std::shared_ptr<WorkerPage>> WorkerPage::make() {
  FileHandle file(::memfd_create("weft-worker", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file.isOpen() || ::ftruncate(file.get(), sizeof(Words)) != 0) return failed("made");
  // A worker that made it shorter would crash its host.
  if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) return failed("sealed");
  void* memory = mapped(file.get());
  if (!memory) return failed("mapped");
  return std::shared_ptr<WorkerPage>(new WorkerPage(std::move(file), new (memory) Words));
}

Result<std::shared_ptr<WorkerPage>> WorkerPage::open(FileHandle file) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || status.st_size != sizeof(Words)) return failed("opened");
  void* memory = mapped(file.get());
  if (!memory) return failed("mapped");
  // The file is closed again: what a plugin does to descriptors does nothing to the page.
  return std::shared_ptr<WorkerPage>(new WorkerPage(FileHandle(), static_cast<Words*>(memory)));
}

WorkerPage::~WorkerPage() { ::munmap(m_words, sizeof(Words)); }

}  // namespace weft
