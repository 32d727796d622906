#include "weights/safetensors_header.h"

#include <algorithm>
#include <numeric>

#include "weft/base/json.h"
#include "weft/base/text.h"
#include "weights/dtype.h"

namespace weft::weights {
namespace {

// The format's own limit for the length of the header.
constexpr size_t maximumHeaderBytes = 100'000'000;
// Each entry takes many times its text in memory; real files have a handful.
constexpr size_t maximumMetadata = 1 << 16;

// Collects the entries. Where it is in the header follows from the depth (1: names, 2: fields of an entry or metadata,
// 3: the two arrays) and the last keys; a field that the format does not have is skipped with all it holds.
class HeaderSink : public JsonSink {
 public:
  SafetensorsHeader take() { return std::move(m_header); }

  bool null() override { return value("null"); }
  bool boolean(bool b) override { return value(b ? "true" : "false"); }
  bool number_float(double, const std::string& raw) override { return value(printable(raw, 40)); }
  bool binary(Json::binary_t&) override { return value("binary data"); }

  bool number_integer(int64_t number) override { return value(std::to_string(number)); }

  bool number_unsigned(uint64_t number) override {
    if (m_depth != 3 || (m_field != Field::Shape && m_field != Field::Offsets)) return value(std::to_string(number));
    if (m_field == Field::Shape) {
      if (number > uint64_t{INT64_MAX}) return refuse("a size of " + std::to_string(number) + " is too large");
      if (m_entry.shape.size() == maximumRank) {
        return refuse("the shape has more than " + std::to_string(maximumRank) + " dimensions");
      }
      m_entry.shape.push_back(static_cast<int64_t>(number));
      return true;
    }
    if (m_offsetCount == 2) return refuse("\"data_offsets\" must hold two numbers, not more");
    (m_offsetCount++ == 0 ? m_entry.begin : m_entry.end) = number;
    return true;
  }

  bool string(std::string& text) override {
    if (m_depth == 2 && m_inMetadata) {
      if (m_header.metadata.size() == maximumMetadata) {
        return refuse("more than " + std::to_string(maximumMetadata) + " entries");
      }
      m_header.metadata.emplace(std::move(m_key), std::move(text));
      return true;
    }
    if (m_depth == 2 && m_field == Field::Dtype) {
      if (!bitsPerElement(text)) return refuse(tensorBytes(text, {}).error().message);
      m_entry.dtype = std::move(text);
      return true;
    }
    return value(inQuotes(text, 40));
  }

  bool start_object(size_t) override {
    if (m_depth >= 2 && !value("an object")) return false;
    if (m_depth == 1) m_hasDtype = m_hasShape = m_hasOffsets = false;
    ++m_depth;
    return true;
  }

  bool end_object() override {
    --m_depth;
    if (m_depth != 1 || m_inMetadata) return true;
    const char* missing = !m_hasDtype ? "dtype" : !m_hasShape ? "shape" : !m_hasOffsets ? "data_offsets" : nullptr;
    if (missing) return refuse("\"" + std::string(missing) + "\" is missing");
    m_header.tensors.push_back(std::move(m_entry));
    return true;
  }

  bool start_array(size_t) override {
    const bool expected = m_depth == 2 && (m_field == Field::Shape || m_field == Field::Offsets);
    if (!expected && !value("an array")) return false;
    ++m_depth;
    return true;
  }

  bool end_array() override {
    --m_depth;
    if (m_depth == 2 && m_field == Field::Offsets && m_offsetCount != 2) {
      return refuse("\"data_offsets\" must hold two numbers, not " + std::to_string(m_offsetCount));
    }
    return true;
  }

  bool key(std::string& name) override {
    if (m_depth == 1) {
      if (name.find('\0') != std::string::npos) return refuse("NUL in the name of a tensor");
      m_inMetadata = name == "__metadata__";
      m_entry = TensorInfo{};
      m_entry.name = std::move(name);
      m_offsetCount = 0;
      m_field = Field::Other;
    } else if (m_depth == 2 && m_inMetadata) {
      m_key = std::move(name);
    } else if (m_depth == 2) {
      m_field = name == "dtype"          ? Field::Dtype
                : name == "shape"        ? Field::Shape
                : name == "data_offsets" ? Field::Offsets
                                         : Field::Other;
      m_hasDtype |= m_field == Field::Dtype;
      m_hasShape |= m_field == Field::Shape;
      m_hasOffsets |= m_field == Field::Offsets;
    }
    return true;
  }

 private:
  enum class Field { Other, Dtype, Shape, Offsets };

  bool refuse(const std::string& why) {
    reason = (m_inMetadata ? std::string("metadata") : "tensor " + inQuotes(m_entry.name, 80)) + ": " + why;
    return false;
  }

  // A value of a kind that has no meaning where it stands: an error, or part of an unknown field.
  bool value(const std::string& shown) {
    if (m_depth == 0) {
      reason = "the header must be an object, not " + shown;
      return false;
    }
    if (m_depth == 1) return refuse("expected an object, found " + shown);
    if (m_inMetadata) return refuse("the value of " + inQuotes(m_key, 80) + " must be a text, not " + shown);
    switch (m_field) {
      case Field::Dtype:
        return refuse("\"dtype\" must be a text, not " + shown);
      case Field::Shape:
        return refuse("\"shape\" must be an array of sizes, not " + shown);
      case Field::Offsets:
        return refuse("\"data_offsets\" must be two byte positions, not " + shown);
      default:
        return true;
    }
  }

  SafetensorsHeader m_header;
  TensorInfo m_entry;
  std::string m_key;
  size_t m_depth = 0;
  size_t m_offsetCount = 0;
  Field m_field = Field::Other;
  bool m_inMetadata = false;
  bool m_hasDtype = false;
  bool m_hasShape = false;
  bool m_hasOffsets = false;
};

// Tensors in the order of their data must follow each other without a gap and fill the data section.
Result<void> checkLayout(const std::vector<TensorInfo>& tensors, uint64_t dataBytes, const std::string& fileName) {
  const auto refuse = [&](const TensorInfo& tensor, const std::string& why) {
    return makeError(ErrorCode::BadFile, fileName + ": tensor " + inQuotes(tensor.name, 80) + ": " + why);
  };
  std::vector<size_t> order(tensors.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::pair(tensors[a].begin, tensors[a].end) < std::pair(tensors[b].begin, tensors[b].end);
  });
  uint64_t reached = 0;
  for (const size_t index : order) {
    const TensorInfo& tensor = tensors[index];
    const std::string range = std::to_string(tensor.begin) + " to " + std::to_string(tensor.end);
    if (tensor.end < tensor.begin) return refuse(tensor, "its data ends before it begins (" + range + ")");
    if (tensor.end > dataBytes) {
      return refuse(tensor, "its data (" + range + ") lies beyond the " + std::to_string(dataBytes) +
                                " bytes of data in the file; was the file cut short?");
    }
    if (tensor.begin != reached) {
      return refuse(tensor, tensor.begin < reached ? "its data (" + range + ") overlaps another tensor's"
                                                   : std::to_string(tensor.begin - reached) +
                                                         " bytes before its data belong to no tensor");
    }
    auto bytes = tensorBytes(tensor.dtype, tensor.shape);
    if (!bytes) return refuse(tensor, bytes.error().message);
    if (*bytes != tensor.end - tensor.begin) {
      return refuse(tensor, "dtype and shape need " + std::to_string(*bytes) + " bytes, \"data_offsets\" span " +
                                std::to_string(tensor.end - tensor.begin));
    }
    reached = tensor.end;
  }
  if (reached != dataBytes) {
    return makeError(ErrorCode::BadFile, fileName + ": " + std::to_string(dataBytes - reached) +
                                             " bytes after the last tensor; the file may be padded or damaged");
  }
  return {};
}

}  // namespace

Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view text, uint64_t dataBytes,
                                                 const std::string& fileName) {
  HeaderSink sink;
  if (auto scanned = scanJson(text, fileName + ": header", sink, maximumHeaderBytes); !scanned) return scanned.error();
  SafetensorsHeader header = sink.take();
  if (auto layout = checkLayout(header.tensors, dataBytes, fileName); !layout) return layout.error();
  return header;
}

}  // namespace weft::weights
