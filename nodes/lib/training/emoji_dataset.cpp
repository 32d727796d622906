#include "training/emoji_dataset.h"

#include <algorithm>

#include "training/emoji_names.h"
#include "training/emoji_painter.h"
#include "weft/base/json.h"
#include "weft/base/text.h"
#include "weights/safetensors.h"

namespace weft::training {
namespace {

constexpr const char* formatName = "weft-emoji-1";

void fillTrained(EmojiDataset& dataset) {
  for (int64_t i = 0; i < int64_t(dataset.names.size()); ++i) {
    if (!std::binary_search(dataset.heldOut.begin(), dataset.heldOut.end(), i)) dataset.trained.push_back(i);
  }
}

Result<std::vector<std::string>> readNames(const std::map<std::string, std::string>& metadata,
                                           const std::string& file) {
  const auto format = metadata.find("format");
  const auto names = metadata.find("names");
  if (format == metadata.end() || format->second != formatName || names == metadata.end()) {
    return makeError(ErrorCode::BadFile, file + ": no emoji data set of this version; make it again");
  }
  auto json = parseJson(names->second, file + ": metadata \"names\"");
  if (!json) return std::move(json).error();
  std::vector<std::string> list;
  if (!json->is_array()) return makeError(ErrorCode::BadFile, file + ": metadata \"names\" is not an array");
  for (const auto& entry : *json) {
    auto name = asString(entry);
    if (!name) return makeError(ErrorCode::BadFile, file + ": metadata \"names\": " + name.error().message);
    list.push_back(std::move(*name));
  }
  return list;
}

}  // namespace

Result<EmojiDataset> drawEmojiDataset(const EmojiSources& sources, const std::function<bool()>& cancelled) {
  auto emoji = readEmojiNames(sources.names);
  if (!emoji) return std::move(emoji).error();
  auto painter = EmojiPainter::open(sources.font);
  if (!painter) return std::move(painter).error();

  EmojiDataset dataset;
  dataset.pictures.reserve(emoji->size() * EmojiDataset::pictureBytes);
  for (const auto& entry : *emoji) {
    if (cancelled && cancelled()) return makeError(ErrorCode::Cancelled, "cancelled");
    auto picture = painter->paint(entry.codePoints, EmojiDataset::size);
    if (!picture) {
      return makeError(picture.error().code,
                       sources.font.string() + ": " + inQuotes(entry.name) + ": " + picture.error().message);
    }
    dataset.pictures.insert(dataset.pictures.end(), picture->begin(), picture->end());
    dataset.names.push_back(entry.name);
  }
  dataset.heldOut = heldOutEmoji(*emoji);
  fillTrained(dataset);
  return dataset;
}

std::vector<int64_t> balancedTraining(const EmojiDataset& dataset) {
  std::vector<int64_t> examples;
  for (const int64_t index : dataset.trained) {
    const bool toned = !splitName(dataset.names[size_t(index)]).tone.empty();
    examples.insert(examples.end(), toned ? 1 : 3, index);
  }
  return examples;
}

Result<void> saveEmojiDataset(const EmojiDataset& dataset, const std::filesystem::path& path) {
  const auto count = int64_t(dataset.names.size());
  return weights::writeSafetensors(path,
                                   {{"pictures",
                                     "U8",
                                     {count, 3, EmojiDataset::size, EmojiDataset::size},
                                     dataset.pictures.data(),
                                     dataset.pictures.size()},
                                    {"held_out",
                                     "I64",
                                     {int64_t(dataset.heldOut.size())},
                                     dataset.heldOut.data(),
                                     dataset.heldOut.size() * sizeof(int64_t)}},
                                   {{"format", formatName}, {"names", Json(dataset.names).dump()}});
}

Result<EmojiDataset> loadEmojiDataset(const std::filesystem::path& path) {
  auto file = weights::SafetensorsFile::open(path);
  if (!file) return std::move(file).error();
  const auto bad = [&](const std::string& what) { return makeError(ErrorCode::BadFile, path.string() + ": " + what); };
  auto names = readNames(file->metadata(), path.string());
  if (!names) return std::move(names).error();

  EmojiDataset dataset;
  dataset.names = std::move(*names);
  const auto count = int64_t(dataset.names.size());
  const auto* pictures = file->find("pictures");
  const auto* heldOut = file->find("held_out");
  const std::vector<int64_t> wanted = {count, 3, EmojiDataset::size, EmojiDataset::size};
  if (!pictures || pictures->dtype != "U8" || pictures->shape != wanted) {
    return bad("\"pictures\" must be U8 [" + std::to_string(count) + ", 3, 64, 64], one for each name");
  }
  if (!heldOut || heldOut->dtype != "I64" || heldOut->shape.size() != 1) return bad("\"held_out\" must be I64 [N]");
  dataset.pictures.resize(pictures->bytes());
  dataset.heldOut.resize(size_t(heldOut->shape[0]));
  if (auto read = file->read(*pictures, dataset.pictures.data()); !read) return std::move(read).error();
  if (auto read = file->read(*heldOut, dataset.heldOut.data()); !read) return std::move(read).error();
  for (size_t i = 0; i < dataset.heldOut.size(); ++i) {
    if (dataset.heldOut[i] < (i ? dataset.heldOut[i - 1] + 1 : 0) || dataset.heldOut[i] >= count) {
      return bad("\"held_out\" must be ascending numbers of pictures");
    }
  }
  fillTrained(dataset);
  return dataset;
}

}  // namespace weft::training
