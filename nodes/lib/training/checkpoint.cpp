#include "training/checkpoint.h"

#include <algorithm>
#include <charconv>

#include "weft/base/atomic_file.h"
#include "weft/base/hash.h"
#include "weft/base/text.h"

namespace weft::training {
namespace {

constexpr std::string_view suffix = ".checkpoint.safetensors";
constexpr size_t kept = 2;

// What tells a damaged file from a whole one: names, types, shapes, bytes and facts together.
std::string checksum(const Checkpoint& checkpoint) {
  Hasher hasher;
  hasher.add(checkpoint.step);
  for (const auto& [name, value] : checkpoint.facts) hasher.add(name).add(value);
  auto views = nn::viewsOf(checkpoint.tensors);
  std::sort(views.begin(), views.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (const auto& view : views) {
    hasher.add(view.name).add(view.dtype).add(view.bytes);
    for (const int64_t size : view.shape) hasher.add(size);
    hasher.addBytes(view.data, view.bytes);
  }
  return hasher.finish().hex();
}

// NAME-00001200.checkpoint.safetensors -> 1200; nothing for other files.
std::optional<int64_t> stepOf(const std::string& file, const std::string& name) {
  if (!file.starts_with(name + "-") || !file.ends_with(suffix)) return std::nullopt;
  const auto digits = std::string_view(file).substr(name.size() + 1, file.size() - name.size() - 1 - suffix.size());
  int64_t step = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return step;
}

std::string fileName(const std::string& name, int64_t step) {
  const auto digits = std::to_string(step);
  return name + "-" + std::string(8 - std::min<size_t>(8, digits.size()), '0') + digits + std::string(suffix);
}

Result<Checkpoint> read(const std::filesystem::path& path) {
  auto file = weights::SafetensorsFile::open(path);
  if (!file) return std::move(file).error();
  Checkpoint checkpoint;
  checkpoint.facts = file->metadata();
  const auto take = [&](const char* key) {
    const auto node = checkpoint.facts.extract(key);
    return node ? node.mapped() : std::string();
  };
  const auto expected = take("checksum");
  const auto step = take("step");
  std::from_chars(step.data(), step.data() + step.size(), checkpoint.step);
  for (const auto& info : file->tensors()) {
    auto tensor = nn::readTensor(*file, info);
    if (!tensor) return std::move(tensor).error();
    checkpoint.tensors.emplace_back(info.name, std::move(*tensor));
  }
  if (expected.empty() || checksum(checkpoint) != expected) {
    return makeError(ErrorCode::BadFile, path.string() + ": the checkpoint is damaged, its checksum does not fit");
  }
  return checkpoint;
}

bool hasConfiguration(const Checkpoint& checkpoint, const std::string& configuration) {
  const auto found = checkpoint.facts.find("configuration");
  return found != checkpoint.facts.end() && found->second == configuration;
}

}  // namespace

CheckpointStore::CheckpointStore(std::filesystem::path folder, std::string name, WriteFile writeFile)
    : m_folder(std::move(folder)), m_name(std::move(name)), m_writeFile(std::move(writeFile)) {}

Result<CheckpointStore> CheckpointStore::inFolder(const std::filesystem::path& folder, std::string name) {
  auto output = OutputFolder::open(folder);
  if (!output) return std::move(output).error();
  auto write = [output = std::move(*output)](const std::string& file, const Fill& fill) -> Result<void> {
    auto atomic = AtomicFile::create(output, file);
    if (!atomic) return std::move(atomic).error();
    if (auto filled = fill(atomic->path()); !filled) return filled;
    auto replaced = atomic->replace(Sync::Yes);
    return replaced ? Result<void>() : Result<void>(std::move(replaced).error());
  };
  return CheckpointStore(folder, std::move(name), std::move(write));
}

std::vector<std::filesystem::path> CheckpointStore::list() const {
  std::vector<std::pair<int64_t, std::filesystem::path>> found;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(m_folder, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (const auto step = stepOf(entry->path().filename().string(), m_name)) found.emplace_back(*step, entry->path());
  }
  std::sort(found.rbegin(), found.rend());
  std::vector<std::filesystem::path> paths;
  for (auto& [step, path] : found) paths.push_back(std::move(path));
  return paths;
}

Result<void> CheckpointStore::save(const Checkpoint& checkpoint) const {
  auto metadata = checkpoint.facts;
  metadata["step"] = std::to_string(checkpoint.step);
  metadata["checksum"] = checksum(checkpoint);
  auto written = m_writeFile(fileName(m_name, checkpoint.step), [&](const std::filesystem::path& temporary) {
    return weights::writeSafetensors(temporary, nn::viewsOf(checkpoint.tensors), metadata);
  });
  if (!written) return written;
  const auto paths = list();
  std::error_code ignored;  // an old file that stays is no failure of the training
  for (size_t i = kept; i < paths.size(); ++i) std::filesystem::remove(paths[i], ignored);
  return {};
}

CheckpointStore::Loaded CheckpointStore::loadNewest(const std::string& configuration) const {
  Loaded loaded;
  for (const auto& path : list()) {
    auto checkpoint = read(path);
    if (!checkpoint) {
      loaded.complaints.push_back(checkpoint.error().message);
    } else if (hasConfiguration(*checkpoint, configuration)) {
      loaded.checkpoint = std::move(*checkpoint);
      break;
    }
  }
  return loaded;
}

Result<Checkpoint> CheckpointStore::load(const std::filesystem::path& path, const std::string& configuration) {
  auto checkpoint = read(path);
  if (checkpoint && !hasConfiguration(*checkpoint, configuration)) {
    return makeError(ErrorCode::BadFile, path.string() + ": this checkpoint is of a training with other settings");
  }
  return checkpoint;
}

}  // namespace weft::training
