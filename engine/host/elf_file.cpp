#include "elf_file.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include <weft/abi/plugin.h>
#include <weft/base/files.h>
#include <weft/base/text.h>

namespace weft {
namespace {

#if defined(__x86_64__)
constexpr uint16_t ourMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr uint16_t ourMachine = EM_AARCH64;
#elif defined(__riscv)
constexpr uint16_t ourMachine = EM_RISCV;
#else
#error "the plugin host does not know this processor's number in ELF files"
#endif

constexpr uint64_t mostTableBytes = uint64_t{64} << 20;  // of one table of symbols or names

Error refuse(std::string message) { return makeError(ErrorCode::BadFile, std::move(message)); }

std::string machineName(uint16_t machine) {
  switch (machine) {
    case EM_386:
      return "32-bit x86";
    case EM_X86_64:
      return "x86-64";
    case EM_ARM:
      return "32-bit ARM";
    case EM_AARCH64:
      return "ARM64";
    case EM_RISCV:
      return "RISC-V";
    default:
      return "processor number " + std::to_string(machine);
  }
}

class ElfFile {
 public:
  static Result<ElfFile> open(const std::string& path) {
    ElfFile file;
    auto opened = openRegularFile(path);
    if (!opened) return opened.error();
    file.m_file = std::move(*opened);
    if (auto checked = file.readHeader(); !checked) return checked.error();
    return file;
  }

  ElfFacts facts() const {
    ElfFacts facts;
    facts.buildId = buildId();
    readEntry(facts);
    return facts;
  }

  std::string buildId() const {
    for (const Elf64_Phdr& segment : m_segments) {
      if (segment.p_type != PT_NOTE) continue;
      const auto bytes = readTable<unsigned char>(segment.p_offset, segment.p_filesz);
      if (!bytes) continue;
      // A note: three words (length of its name, of its content, its type), then both, each padded to four bytes.
      for (size_t at = 0; at + sizeof(Elf64_Nhdr) <= bytes->size();) {
        Elf64_Nhdr note;
        std::memcpy(&note, bytes->data() + at, sizeof(note));
        const size_t name = at + sizeof(note);
        const uint64_t content = name + ((uint64_t{note.n_namesz} + 3) & ~uint64_t{3});
        const uint64_t next = content + ((uint64_t{note.n_descsz} + 3) & ~uint64_t{3});
        if (content + note.n_descsz > bytes->size()) break;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(bytes->data() + name, "GNU", 4) == 0) {
          return hexadecimal(bytes->data() + content, note.n_descsz);
        }
        at = next;
      }
    }
    return {};
  }

  ElfSurface surface() const {
    ElfSurface surface;
    for (const Elf64_Phdr& segment : m_segments) {
      if (segment.p_type == PT_GNU_STACK) surface.executableStack = (segment.p_flags & PF_X) != 0;
      if (segment.p_type != PT_DYNAMIC) continue;
      const auto entries = readTable<Elf64_Dyn>(segment.p_offset, segment.p_filesz);
      for (const Elf64_Dyn& entry : entries.value_or(std::vector<Elf64_Dyn>{})) {
        const bool inFlags = entry.d_tag == DT_FLAGS && (entry.d_un.d_val & DF_TEXTREL) != 0;
        if (entry.d_tag == DT_TEXTREL || inFlags) surface.textRelocations = true;
      }
    }
    forEachSymbol([&](const Elf64_Sym& symbol, std::string_view name) {
      const auto binding = ELF64_ST_BIND(symbol.st_info), visibility = ELF64_ST_VISIBILITY(symbol.st_other);
      const bool shown = visibility == STV_DEFAULT || visibility == STV_PROTECTED;
      if (binding == STB_GLOBAL && shown && symbol.st_shndx < SHN_LORESERVE) surface.exported.emplace_back(name);
    });
    return surface;
  }

  ElfDependencies dependencies() const {
    ElfDependencies dependencies;
    const auto dynamic = std::find_if(m_sections.begin(), m_sections.end(),
                                      [](const Elf64_Shdr& section) { return section.sh_type == SHT_DYNAMIC; });
    if (dynamic == m_sections.end() || dynamic->sh_link >= m_sections.size()) return dependencies;
    const Elf64_Shdr& strings = m_sections[dynamic->sh_link];
    const auto entries = readTable<Elf64_Dyn>(dynamic->sh_offset, dynamic->sh_size);
    const auto names = readTable<char>(strings.sh_offset, strings.sh_size);
    if (!entries || !names) return dependencies;
    const auto text = [&](uint64_t at) {
      const std::string_view all(names->data(), names->size());
      return at < all.size() ? std::string(all.substr(at, all.find('\0', at) - at)) : std::string();
    };
    for (const Elf64_Dyn& entry : *entries) {
      if (entry.d_tag == DT_NEEDED) dependencies.needed.push_back(text(entry.d_un.d_val));
      if (entry.d_tag != DT_RUNPATH && entry.d_tag != DT_RPATH) continue;
      std::string folders = text(entry.d_un.d_val);
      for (size_t begin = 0; begin < folders.size();) {
        const size_t end = std::min(folders.find(':', begin), folders.size());
        dependencies.searched.push_back(folders.substr(begin, end - begin));
        begin = end + 1;
      }
    }
    return dependencies;
  }

 private:
  bool contains(uint64_t offset, uint64_t bytes) const { return bytes <= m_file.size && offset <= m_file.size - bytes; }

  template <typename Item>
  std::optional<std::vector<Item>> readTable(uint64_t offset, uint64_t bytes) const {
    if (bytes > mostTableBytes || !contains(offset, bytes)) return std::nullopt;
    std::vector<Item> items(bytes / sizeof(Item));
    const size_t wanted = items.size() * sizeof(Item);
    if (wanted > 0 && !readAt(m_file.handle.get(), offset, items.data(), wanted, "library")) return std::nullopt;
    return items;
  }

  Result<void> readHeader() {
    unsigned char ident[EI_NIDENT] = {};
    const size_t start = std::min<uint64_t>(m_file.size, EI_NIDENT);
    if (auto read = readAt(m_file.handle.get(), 0, ident, start, "library"); !read) return read.error();
    if (m_file.size == 0) return refuse("is an empty file, not a shared library");
    if (std::memcmp(ident, ELFMAG, std::min<size_t>(start, SELFMAG)) != 0 || start < SELFMAG) {
      return refuse("is no shared library: not an ELF file");
    }
    if (m_file.size < sizeof(Elf64_Ehdr)) return truncated(sizeof(Elf64_Ehdr));
    if (ident[EI_CLASS] == ELFCLASS32) return refuse("is a 32-bit library; this Weft is 64-bit");
    if (ident[EI_CLASS] != ELFCLASS64 || ident[EI_DATA] != ELFDATA2LSB) {
      return refuse("is no shared library of this machine: its byte order or class differs");
    }
    auto header = readTable<Elf64_Ehdr>(0, sizeof(Elf64_Ehdr));
    if (!header) return refuse("cannot be read");
    m_header = header->front();
    if (m_header.e_machine != ourMachine) {
      return refuse("is built for " + machineName(m_header.e_machine) + "; this machine is " + machineName(ourMachine));
    }
    if (m_header.e_type != ET_DYN) return refuse("is an ELF file, but no shared library");
    return readTables();
  }

  Result<void> readTables() {
    const uint64_t segmentBytes = uint64_t{m_header.e_phnum} * sizeof(Elf64_Phdr);
    const uint64_t sectionBytes = uint64_t{m_header.e_shnum} * sizeof(Elf64_Shdr);
    if (m_header.e_phnum == 0 || m_header.e_phentsize != sizeof(Elf64_Phdr)) {
      return refuse("is damaged: its program headers are not readable");
    }
    if (!contains(m_header.e_phoff, segmentBytes)) return truncated(m_header.e_phoff + segmentBytes);
    m_segments = readTable<Elf64_Phdr>(m_header.e_phoff, segmentBytes).value_or(std::vector<Elf64_Phdr>{});
    for (const Elf64_Phdr& segment : m_segments) {
      if (segment.p_type == PT_LOAD && !contains(segment.p_offset, segment.p_filesz)) {
        return truncated(segment.p_offset + segment.p_filesz);
      }
    }
    if (m_header.e_shoff == 0 || m_header.e_shentsize != sizeof(Elf64_Shdr)) return {};
    if (!contains(m_header.e_shoff, sectionBytes)) return truncated(m_header.e_shoff + sectionBytes);
    m_sections = readTable<Elf64_Shdr>(m_header.e_shoff, sectionBytes).value_or(std::vector<Elf64_Shdr>{});
    return {};
  }

  Error truncated(uint64_t wanted) const {
    return refuse("is cut short: it has " + std::to_string(m_file.size) + " bytes and should have at least " +
                  std::to_string(wanted));
  }

  static std::string hexadecimal(const unsigned char* bytes, size_t count) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (size_t i = 0; i < count; ++i) {
      text += digits[bytes[i] >> 4];
      text += digits[bytes[i] & 15];
    }
    return text;
  }

  // Calls use(symbol, name) for each symbol that the file defines; false where its tables cannot be read.
  template <typename Use>
  bool forEachSymbol(Use&& use) const {
    const auto table = std::find_if(m_sections.begin(), m_sections.end(),
                                    [](const Elf64_Shdr& section) { return section.sh_type == SHT_DYNSYM; });
    if (table == m_sections.end() || table->sh_link >= m_sections.size()) return false;
    const Elf64_Shdr& strings = m_sections[table->sh_link];
    const auto symbols = readTable<Elf64_Sym>(table->sh_offset, table->sh_size);
    const auto names = readTable<char>(strings.sh_offset, strings.sh_size);
    if (!symbols || !names) return false;
    const std::string_view allNames(names->data(), names->size());
    for (const Elf64_Sym& symbol : *symbols) {
      if (symbol.st_shndx == SHN_UNDEF || symbol.st_name >= allNames.size()) continue;
      const std::string_view rest = allNames.substr(symbol.st_name);
      use(symbol, rest.substr(0, rest.find('\0')));
    }
    return true;
  }

  void readEntry(ElfFacts& facts) const {
    facts.symbolsKnown = forEachSymbol([&](const Elf64_Sym& symbol, std::string_view name) {
      if (facts.hasEntry || name != WEFT_PLUGIN_SYMBOL) return;
      facts.hasEntry = true;
      facts.entryIsData = ELF64_ST_TYPE(symbol.st_info) == STT_OBJECT;
      facts.entryBytes = symbol.st_size;
      facts.entry = readHead(symbol.st_value);
    });
  }

  // The head holds no pointers, so that the file has it as the loaded library will.
  std::optional<EntryHead> readHead(uint64_t address) const {
    for (const Elf64_Phdr& segment : m_segments) {
      if (segment.p_type != PT_LOAD || address < segment.p_vaddr) continue;
      const uint64_t within = address - segment.p_vaddr;
      if (within >= segment.p_filesz || segment.p_filesz - within < sizeof(EntryHead)) continue;
      const auto head = readTable<EntryHead>(segment.p_offset + within, sizeof(EntryHead));
      if (head) return head->front();
    }
    return std::nullopt;
  }

  OpenedFile m_file;
  Elf64_Ehdr m_header{};
  std::vector<Elf64_Phdr> m_segments;
  std::vector<Elf64_Shdr> m_sections;
};

static_assert(sizeof(EntryHead) == offsetof(weft_plugin, init) - 4, "the head of weft_plugin up to its version");

}  // namespace

Result<ElfFacts> readElf(const std::string& path) {
  auto file = ElfFile::open(path);
  if (!file) return file.error();
  return file->facts();
}

Result<std::string> readBuildId(const std::string& path) {
  auto file = ElfFile::open(path);
  if (!file) return file.error();
  return file->buildId();
}

Result<ElfDependencies> readDependencies(const std::string& path) {
  auto file = ElfFile::open(path);
  if (!file) return file.error();
  return file->dependencies();
}

Result<ElfSurface> readSurface(const std::string& path) {
  auto file = ElfFile::open(path);
  if (!file) return file.error();
  return file->surface();
}

}  // namespace weft
