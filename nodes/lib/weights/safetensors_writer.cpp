#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "weft/base/json.h"
#include "weft/base/text.h"
#include "weights/dtype.h"
#include "weights/safetensors.h"

namespace weft::weights {
namespace {

Result<void> checkTensor(const TensorView& tensor) {
  const auto refuse = [&](const std::string& why) {
    return makeError(ErrorCode::InvalidArgument, "tensor " + inQuotes(tensor.name, 80) + ": " + why);
  };
  if (!isValidUtf8(tensor.name)) return refuse("the name is not UTF-8");
  if (tensor.name.find('\0') != std::string::npos) return refuse("NUL in the name");
  if (tensor.name == "__metadata__") return refuse("this name is kept for the metadata");
  const auto bytes = tensorBytes(tensor.dtype, tensor.shape);
  if (!bytes) return refuse(bytes.error().message);
  if (*bytes != tensor.bytes) {
    return refuse("dtype and shape need " + std::to_string(*bytes) + " bytes, there are " +
                  std::to_string(tensor.bytes));
  }
  return {};
}

// The header is put together by hand around nlohmann's strings: its ordered object is slow to fill.
std::string makeHeader(const std::vector<const TensorView*>& order,
                       const std::map<std::string, std::string>& metadata) {
  std::string header = "{";
  const auto separate = [&] {
    if (header.size() > 1) header += ',';
  };
  if (!metadata.empty()) header += "\"__metadata__\":" + nlohmann::json(metadata).dump();
  uint64_t offset = 0;
  for (const TensorView* tensor : order) {
    separate();
    header += Json(tensor->name).dump() + ":{\"dtype\":\"" + tensor->dtype +
              "\",\"shape\":" + Json(tensor->shape).dump() + ",\"data_offsets\":[" + std::to_string(offset) + ',' +
              std::to_string(offset + tensor->bytes) + "]}";
    offset += tensor->bytes;
  }
  header += '}';
  header.resize((header.size() + 7) / 8 * 8, ' ');
  return header;
}

Result<void> writeFile(const std::string& path, const std::string& header, const std::vector<const TensorView*>& order,
                       Sync sync) {
  FileHandle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.isOpen()) return makeError(ErrorCode::Io, path + ": " + systemError(errno));
  std::string prefix;
  for (size_t i = 0; i < 8; ++i) prefix += static_cast<char>(uint64_t{header.size()} >> (8 * i));
  prefix += header;
  if (auto written = writeAll(file.get(), prefix.data(), prefix.size(), path); !written) return written;
  for (const TensorView* tensor : order) {
    if (auto written = writeAll(file.get(), tensor->data, tensor->bytes, path); !written) return written;
  }
  if (sync == Sync::Yes && ::fsync(file.get()) != 0) {
    return makeError(ErrorCode::Io, path + ": flushing to the disk failed: " + systemError(errno));
  }
  // Some file systems report a full disk only here.
  if (::close(file.release()) != 0) return makeError(ErrorCode::Io, path + ": " + systemError(errno));
  return {};
}

}  // namespace

Result<void> writeSafetensors(const std::filesystem::path& path, const std::vector<TensorView>& tensors,
                              const std::map<std::string, std::string>& metadata, Sync sync) {
  std::vector<const TensorView*> order;
  order.reserve(tensors.size());
  for (const TensorView& tensor : tensors) {
    if (auto checked = checkTensor(tensor); !checked) return checked;
    order.push_back(&tensor);
  }
  for (const auto& [key, value] : metadata) {
    if (!isValidUtf8(key) || !isValidUtf8(value)) {
      return makeError(ErrorCode::InvalidArgument, "metadata " + inQuotes(key, 80) + " is not UTF-8");
    }
  }
  std::sort(order.begin(), order.end(), [](const TensorView* a, const TensorView* b) {
    const auto sizeA = *bitsPerElement(a->dtype), sizeB = *bitsPerElement(b->dtype);
    return sizeA != sizeB ? sizeA > sizeB : a->name < b->name;
  });
  std::vector<std::string_view> names;
  for (const TensorView* tensor : order) names.push_back(tensor->name);
  std::sort(names.begin(), names.end());
  if (const auto twin = std::adjacent_find(names.begin(), names.end()); twin != names.end()) {
    return makeError(ErrorCode::InvalidArgument, "tensor " + inQuotes(*twin, 80) + " is given twice");
  }
  return writeFile(path.string(), makeHeader(order, metadata), order, sync);
}

}  // namespace weft::weights
