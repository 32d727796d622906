#include "load_tensor.h"

#include <string>
#include <vector>

#include "dtypes.h"
#include "pack/require.h"
#include "weft/base/text.h"
#include "weights/safetensors.h"

namespace weft::io {
namespace {

using weights::SafetensorsFile;
using weights::TensorInfo;

// The names of a file's tensors, as many as a message can hold.
std::string namesIn(const SafetensorsFile& file) {
  constexpr size_t shown = 8;
  std::string text;
  for (const TensorInfo& tensor : file.tensors()) {
    if (&tensor - file.tensors().data() == shown) {
      return text + " and " + std::to_string(file.tensors().size() - shown) + " more";
    }
    text += (text.empty() ? "" : ", ") + inQuotes(tensor.name);
  }
  return text;
}

const TensorInfo& select(const SafetensorsFile& file, std::string_view key) {
  const std::string name = file.path().string();
  if (key.empty()) {
    if (file.tensors().size() == 1) return file.tensors().front();
    if (file.tensors().empty()) throw Failure(name + " has no tensors", WEFT_ERROR_BAD_FILE);
    throw Failure(name + " has " + std::to_string(file.tensors().size()) +
                  " tensors; name one as \"key\": " + namesIn(file));
  }
  if (const TensorInfo* tensor = file.find(key)) return *tensor;
  std::vector<std::string> names;
  for (const TensorInfo& tensor : file.tensors()) names.push_back(tensor.name);
  const std::string guess = didYouMean(key, names);
  throw Failure(name + " has no tensor " + inQuotes(key) + (guess.empty() ? "; it has " + namesIn(file) : guess));
}

weft_dtype dtypeOf(const SafetensorsFile& file, const TensorInfo& tensor) {
  if (const auto dtype = dtypeNamed(tensor.dtype)) return *dtype;
  throw Failure(file.path().string() + ": " + inQuotes(tensor.name) + " has elements of " + tensor.dtype +
                    ", which tensors in memory cannot have",
                WEFT_ERROR_UNSUPPORTED);
}

}  // namespace

void LoadTensor::infer(Infer& question) {
  if (!question.knows(file)) return;
  if (question[file].empty()) question.fail(file, "no file is named; write the path of a safetensors file");
  auto opened = SafetensorsFile::open(std::string(question[file]));
  if (!opened) question.fail(file, opened.error().message);
  if (!question.knows(key)) return;
  try {
    const TensorInfo& info = select(*opened, question[key]);
    std::string shape;
    for (const int64_t side : info.shape) shape += (shape.empty() ? "" : ", ") + std::to_string(side);
    question.setType(tensor, "tensor<" + dtypeName(dtypeOf(*opened, info)) + ">[" + shape + "]");
  } catch (const Failure& failure) {
    question.fail(key, failure.what());
  }
}

void LoadTensor::process(Call& call) {
  const std::string path(call[file]);
  if (path.empty()) throw Failure("\"path\" is empty; write the path of a safetensors file");
  const SafetensorsFile opened = require(SafetensorsFile::open(path));
  const TensorInfo& info = select(opened, call[key]);
  const weft_dtype dtype = dtypeOf(opened, info);
  MutableTensor data = MutableTensor::make(dtype, info.shape);
  require(opened.read(info, data.bytes().data()));
  if (dtype.code == WEFT_TYPE_BOOL) {
    for (const std::byte element : data.bytes()) {
      if (element > std::byte{1})
        throw Failure(path + ": " + inQuotes(info.name) + " is of BOOL and holds the byte " +
                          std::to_string(std::to_integer<int>(element)) + "; only 0 and 1 are allowed",
                      WEFT_ERROR_BAD_FILE);
    }
  }
  call.set(tensor, std::move(data));
}

}  // namespace weft::io
