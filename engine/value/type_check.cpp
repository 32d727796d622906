// Values against types, as they flow.
#include <algorithm>
#include <array>

#include "tensor_layout.h"
#include "type_names.h"

namespace weft {
namespace {

struct BuiltIn {
  std::string_view name;
  Kind kind;
};
constexpr std::array builtIns{
    BuiltIn{"number", Kind::Number},       BuiltIn{"integer", Kind::Integer}, BuiltIn{"boolean", Kind::Boolean},
    BuiltIn{"string", Kind::String},       BuiltIn{"tensor", Kind::Tensor},   BuiltIn{"image", Kind::Tensor},
    BuiltIn{"mask", Kind::Tensor},         BuiltIn{"latent", Kind::Tensor},   BuiltIn{"sigmas", Kind::Tensor},
    BuiltIn{"list", Kind::List},           BuiltIn{"record", Kind::Record},   BuiltIn{"conditioning", Kind::Record},
    BuiltIn{"sequence", Kind::Sequence},   BuiltIn{"denoiser", Kind::Object}, BuiltIn{"autoencoder", Kind::Object},
    BuiltIn{"text_encoder", Kind::Object}, BuiltIn{"solver", Kind::Object},   BuiltIn{"module", Kind::Object},
};

bool hasKind(const Value& value, Kind kind) {
  if (kind == Kind::Number) return value.asNumber().has_value();
  if (kind == Kind::Integer) return value.asInteger().has_value();
  return value.kind() == kind;
}

bool hasShape(const weft_tensor& tensor, const std::vector<Dimension>& shape) {
  if (tensor.dimensions != static_cast<int32_t>(shape.size())) return false;
  std::map<std::string_view, int64_t> sizes;
  for (size_t i = 0; i < shape.size(); ++i) {
    const Dimension& wanted = shape[i];
    const int64_t size = tensor.shape[i];
    if (wanted.isUnknown()) continue;
    if (wanted.isNumber()) {
      if (size != wanted.factor) return false;
    } else if (size % wanted.factor != 0 ||
               sizes.try_emplace(wanted.name, size / wanted.factor).first->second != size / wanted.factor) {
      return false;
    }
  }
  return true;
}

bool hasElements(const weft_tensor& tensor, const TypeTerm& term) {
  const auto wanted = dtypeOfType(term);
  return !wanted || (wanted->code == tensor.dtype.code && wanted->bits == tensor.dtype.bits);
}

bool isOf(const Value& value, const Type& type);

bool isOf(const Value& value, const TypeTerm& term) {
  if (isAny(term) || isVariable(term)) return true;
  const std::optional<Kind> kind = kindOfType(term.name);
  if (!kind) return true;
  if (!hasKind(value, *kind)) return false;
  if (*kind == Kind::Tensor) {
    if (term.name == "tensor" && !hasElements(*value.asTensor(), term)) return false;
    const auto* shape = shapeOf(term);
    return !shape || hasShape(*value.asTensor(), *shape);
  }
  if (*kind == Kind::List && term.arguments.size() == 1) {
    const auto& items = *value.asList();
    return std::all_of(items.begin(), items.end(), [&](const Value& item) { return isOf(item, term.arguments[0]); });
  }
  return true;
}

bool isOf(const Value& value, const Type& type) {
  return std::any_of(type.terms.begin(), type.terms.end(), [&](const TypeTerm& term) { return isOf(value, term); });
}

}  // namespace

std::optional<Kind> kindOfType(std::string_view name) {
  const auto found = std::find_if(builtIns.begin(), builtIns.end(), [&](const BuiltIn& b) { return b.name == name; });
  return found == builtIns.end() ? std::nullopt : std::optional(found->kind);
}

bool canCross(std::string_view name) {
  // Weft's names that stand for values of any kind.
  constexpr std::array open{std::string_view("any"), std::string_view("tokens"), std::string_view("dataset")};
  return name.starts_with('$') || kindOfType(name) || std::find(open.begin(), open.end(), name) != open.end();
}

const std::vector<Dimension>* builtInShape(std::string_view name) {
  static const std::vector<Dimension> image{{}, {3, ""}, {}, {}};
  static const std::vector<Dimension> mask{{}, {1, ""}, {}, {}};
  if (name == "image") return &image;
  if (name == "mask") return &mask;
  return nullptr;
}

Type typeOfValue(const Value& value) {
  const auto named = [](std::string name) { return Type{{TypeTerm{std::move(name), {}, std::nullopt}}}; };
  if (const weft_tensor* tensor = value.asTensor()) {
    Type type = named("tensor");
    type.terms[0].arguments.push_back(named(dtypeName(tensor->dtype)));
    auto& shape = type.terms[0].shape.emplace();
    for (int32_t i = 0; i < tensor->dimensions; ++i) shape.push_back({tensor->shape[i], ""});
    return type;
  }
  const Kind kind = value.kind();
  return kind == Kind::Object || kind == Kind::None ? Type::any() : named(std::string(kindName(kind)));
}

Result<void> checkValue(const Value& value, const Type& type) {
  if (value && isOf(value, type)) return {};
  return makeError(ErrorCode::TypeMismatch, value.describe() + " is not what " + type.text() + " declares");
}

}  // namespace weft
