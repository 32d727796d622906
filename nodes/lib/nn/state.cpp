#include "nn/state.h"

#include <array>
#include <set>

#include "weft/base/text.h"

namespace weft::nn {
namespace {

struct TypeName {
  const char* name;
  at::ScalarType type;
};
constexpr std::array typeNames = {
    TypeName{"F32", at::kFloat},  TypeName{"F16", at::kHalf}, TypeName{"BF16", at::kBFloat16},
    TypeName{"F64", at::kDouble}, TypeName{"I64", at::kLong}, TypeName{"I32", at::kInt},
    TypeName{"I16", at::kShort},  TypeName{"I8", at::kChar},  TypeName{"U8", at::kByte},
    TypeName{"BOOL", at::kBool},
};

std::string shapeText(at::IntArrayRef shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

}  // namespace

NamedTensors parametersOf(const torch::nn::Module& module) {
  NamedTensors tensors;
  for (const auto& item : module.named_parameters()) tensors.emplace_back(item.key(), item.value());
  return tensors;
}

std::vector<weights::TensorView> viewsOf(const NamedTensors& tensors) {
  std::vector<weights::TensorView> views;
  for (const auto& [name, tensor] : tensors) {
    const char* dtype = "";
    for (const auto& entry : typeNames) {
      if (entry.type == tensor.scalar_type()) dtype = entry.name;
    }
    views.push_back({name, dtype, tensor.sizes().vec(), tensor.const_data_ptr(), tensor.nbytes()});
  }
  return views;
}

Result<at::Tensor> readTensor(const weights::SafetensorsFile& file, const weights::TensorInfo& info) {
  for (const auto& entry : typeNames) {
    if (info.dtype != entry.name) continue;
    auto tensor = at::empty(info.shape, entry.type);
    if (auto read = file.read(info, tensor.mutable_data_ptr()); !read) return std::move(read).error();
    return tensor;
  }
  return makeError(ErrorCode::Unsupported, file.path().string() + ": tensor " + inQuotes(info.name) +
                                               " has elements of type " + info.dtype +
                                               ", which cannot be computed with");
}

Result<void> loadParameters(torch::nn::Module& module, const weights::SafetensorsFile& file,
                            const std::string& prefix) {
  at::NoGradGuard noGrad;
  const auto bad = [&](const std::string& name, const std::string& what) {
    return makeError(ErrorCode::BadFile, file.path().string() + ": tensor " + inQuotes(name) + " " + what);
  };
  std::set<std::string> wanted;
  for (auto& [name, parameter] : parametersOf(module)) {
    const auto key = prefix + name;
    wanted.insert(key);
    const auto* info = file.find(key);
    if (!info) return bad(key, "is missing");
    if (parameter.sizes() != at::IntArrayRef(info->shape)) {
      return bad(key, "is " + shapeText(info->shape) + ", but the model's description makes it " +
                          shapeText(parameter.sizes()));
    }
    auto tensor = readTensor(file, *info);
    if (!tensor) return std::move(tensor).error();
    parameter.copy_(*tensor);
  }
  for (const auto& info : file.tensors()) {
    if (info.name.starts_with(prefix) && !wanted.contains(info.name)) {
      return bad(info.name, "belongs to no part of the model's description");
    }
  }
  return {};
}

}  // namespace weft::nn
