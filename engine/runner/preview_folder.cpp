#include "preview_folder.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <weft/base/log.h>

#include "png_writer.h"

namespace weft::runner {
namespace {

constexpr int64_t longestSide = 1 << 14;

// The first picture of an [N, 1 or 3, H, W] float32 tensor in main memory; empty for anything else.
std::string encodeImage(const Value& image) {
  const weft_tensor* tensor = image.asTensor();
  if (!tensor || tensor->device.type != WEFT_DEVICE_CPU || tensor->dimensions != 4) return {};
  if (tensor->dtype.code != WEFT_TYPE_FLOAT || tensor->dtype.bits != 32) return {};
  const int64_t channels = tensor->shape[1], height = tensor->shape[2], width = tensor->shape[3];
  if (tensor->shape[0] < 1 || (channels != 1 && channels != 3)) return {};
  if (std::min(height, width) < 1 || std::max(height, width) > longestSide) return {};
  const int64_t compact[] = {0, height * width, width, 1};
  const int64_t* strides = tensor->strides ? tensor->strides : compact;
  const auto* data = reinterpret_cast<const float*>(static_cast<const char*>(tensor->data) + tensor->byte_offset);
  std::vector<uint8_t> pixels;
  pixels.reserve(static_cast<size_t>(channels * height * width));
  for (int64_t y = 0; y < height; ++y) {
    for (int64_t x = 0; x < width; ++x) {
      for (int64_t c = 0; c < channels; ++c) {
        const float value = data[c * strides[1] + y * strides[2] + x * strides[3]];
        // Written so that a NaN becomes 0.
        pixels.push_back(value > 0 ? static_cast<uint8_t>(std::lround(std::min(value, 1.0f) * 255)) : uint8_t{0});
      }
    }
  }
  return encodePng(static_cast<uint32_t>(width), static_cast<uint32_t>(height), static_cast<uint32_t>(channels),
                   pixels);
}

}  // namespace

PreviewFolder::PreviewFolder(std::string outputFolder, std::string shownAs)
    : m_outputFolder(std::move(outputFolder)), m_shownAs(std::move(shownAs)) {}

std::string PreviewFolder::write(const std::string& node, const Value& image) {
  const std::string bytes = encodeImage(image);
  if (bytes.empty()) return {};
  const std::string name = ".previews/" + node + ".png";
  const auto written = [&]() -> Result<void> {
    if (!m_folder) {
      auto folder = OutputFolder::open(m_outputFolder);
      if (!folder) return folder.error();
      m_folder = *std::move(folder);
    }
    auto file = AtomicFile::create(*m_folder, name);
    if (!file) return file.error();
    if (auto all = file->write(bytes); !all) return all;
    auto placed = file->replace();
    return placed ? Result<void>() : Result<void>(placed.error());
  }();
  if (written) return (std::filesystem::path(m_shownAs) / name).string();
  logWarning("runner", "a preview cannot be written: " + written.error().message);
  return {};
}

}  // namespace weft::runner
