#include "inspect_weights.h"

#include <algorithm>
#include <string>
#include <vector>

#include "pack/require.h"
#include "weft/base/json.h"
#include "weights/safetensors.h"
#include "weights/sha256.h"

namespace weft::io {
namespace {

using weights::SafetensorsFile;
using weights::TensorInfo;

constexpr size_t chunkBytes = size_t{1} << 20;

std::string digest(const SafetensorsFile& file, const TensorInfo& tensor, const Call& call) {
  weights::Sha256 hash;
  std::vector<std::byte> chunk(static_cast<size_t>(std::min<uint64_t>(tensor.bytes(), chunkBytes)));
  for (uint64_t done = 0; done < tensor.bytes(); done += chunk.size()) {
    call.checkCancelled();
    const size_t part = static_cast<size_t>(std::min<uint64_t>(tensor.bytes() - done, chunk.size()));
    require(file.readPart(tensor, done, part, chunk.data()));
    hash.add(chunk.data(), part);
  }
  return hash.finish();
}

std::string lineFor(const TensorInfo& tensor, const std::string& sha256) {
  Json line;
  line["name"] = tensor.name;
  line["dtype"] = tensor.dtype;
  line["shape"] = tensor.shape;
  line["bytes"] = tensor.bytes();
  line["sha256"] = sha256;
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

void InspectWeights::infer(Infer& question) {
  if (!question.knows(file)) return;
  if (question[file].empty()) question.fail(file, "no file is named; write the path of a safetensors file");
  const auto opened = SafetensorsFile::open(std::string(question[file]));
  if (!opened) question.fail(file, opened.error().message);
}

void InspectWeights::process(Call& call) {
  const std::string path(call[file]);
  if (path.empty()) throw Failure("\"path\" is empty; write the path of a safetensors file");
  const SafetensorsFile opened = require(SafetensorsFile::open(path));
  const std::vector<TensorInfo>& tensors = opened.tensors();
  std::vector<std::string> digests(tensors.size());
  call.parallel(tensors.size(), 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) digests[i] = digest(opened, tensors[i], call);
  });
  std::string lines;
  for (size_t i = 0; i < tensors.size(); ++i) lines += lineFor(tensors[i], digests[i]);
  call.set(text, std::string_view(lines));
}

}  // namespace weft::io
