// Which types fit which, with variables bound on the way.
#include <algorithm>

#include "type_names.h"

namespace weft {
namespace {

// How well a term fits: an exact match is preferred to a conversion, and that to one that only the value can tell.
enum class Fit { None, Checked, Converted, Exact };

bool fits(const Type& from, const Type& to, TypeBindings& bindings, bool narrowing);

Fit fitOfNames(const std::string& from, const std::string& to) {
  if (from == to) return Fit::Exact;
  if (from == "integer" && to == "number") return Fit::Converted;
  if (to == "tensor" && (from == "image" || from == "mask" || from == "latent" || from == "sigmas")) {
    return Fit::Converted;
  }
  return from == "number" && to == "integer" ? Fit::Checked : Fit::None;
}

bool fitsDimension(const Dimension& from, const Dimension& to, TypeBindings& bindings) {
  if (!from.isNumber() || to.isUnknown()) return true;
  if (to.isNumber()) return from.factor == to.factor;
  if (from.factor % to.factor != 0) return false;
  const int64_t size = from.factor / to.factor;
  return bindings.dimensions.try_emplace(to.name, size).first->second == size;
}

bool fitsShape(const TypeTerm& from, const TypeTerm& to, TypeBindings& bindings) {
  const auto* given = shapeOf(from);
  const auto* wanted = shapeOf(to);
  if (!given || !wanted) return true;
  return std::equal(given->begin(), given->end(), wanted->begin(), wanted->end(),
                    [&](const Dimension& a, const Dimension& b) { return fitsDimension(a, b, bindings); });
}

bool fitsVariable(const TypeTerm& from, const std::string& name, TypeBindings& bindings, bool narrowing) {
  const auto [entry, isNew] = bindings.types.try_emplace(name, Type{{from}});
  if (isNew) return true;
  const Type given{{from}};
  TypeBindings unused;
  const Type bound = entry->second;
  if (fits(given, bound, unused, false)) return true;
  if (fits(bound, given, unused, false)) {
    bindings.types[name] = given;
    return true;
  }
  return narrowing && fits(given, bound, unused, true);
}

// An image flows into tensor<float32>, not into tensor<uint8>.
bool fitsElements(const TypeTerm& from, const TypeTerm& to) {
  const auto given = dtypeOfType(from), wanted = dtypeOfType(to);
  return !given || !wanted || (given->code == wanted->code && given->bits == wanted->bits);
}

Fit fitOfTerms(const TypeTerm& from, const TypeTerm& to, TypeBindings& bindings, bool narrowing) {
  if (isVariable(to)) return fitsVariable(from, to.name, bindings, narrowing) ? Fit::Converted : Fit::None;
  if (isAny(to)) return Fit::Converted;
  const Fit fit = fitOfNames(from.name, to.name);
  if (fit == Fit::Converted && !fitsElements(from, to)) return Fit::None;
  if (fit == Fit::None || (fit == Fit::Checked && !narrowing)) return Fit::None;
  if (fit == Fit::Exact && !from.arguments.empty() && !to.arguments.empty()) {
    if (from.arguments.size() != to.arguments.size()) return Fit::None;
    for (size_t i = 0; i < from.arguments.size(); ++i) {
      if (!fits(from.arguments[i], to.arguments[i], bindings, narrowing)) return Fit::None;
    }
  }
  return fitsShape(from, to, bindings) ? fit : Fit::None;
}

// The best term of `to` for one term of `from`; only its bindings stay.
bool fitsOneOf(const TypeTerm& from, const Type& to, TypeBindings& bindings, bool narrowing) {
  if (to.terms.size() == 1) return fitOfTerms(from, to.terms[0], bindings, narrowing) != Fit::None;
  Fit best = Fit::None;
  TypeBindings found;
  for (const TypeTerm& term : to.terms) {
    TypeBindings tried = bindings;
    const Fit fit = fitOfTerms(from, term, tried, narrowing);
    if (fit <= best) continue;
    best = fit;
    found = std::move(tried);
  }
  if (best != Fit::None) bindings = std::move(found);
  return best != Fit::None;
}

bool isOpen(const Type& type) {
  return std::any_of(type.terms.begin(), type.terms.end(),
                     [](const TypeTerm& term) { return isAny(term) || isVariable(term); });
}

bool fits(const Type& from, const Type& to, TypeBindings& bindings, bool narrowing) {
  if (isOpen(from)) return true;
  // The whole of a union flows through a variable, not its last term.
  if (from.terms.size() > 1 && to.terms.size() == 1 && isVariable(to.terms[0])) {
    const auto [entry, isNew] = bindings.types.try_emplace(to.terms[0].name, from);
    if (isNew) return true;
    TypeBindings unused;
    const Type bound = entry->second;
    if (fits(from, bound, unused, narrowing)) return true;
    if (!fits(bound, from, unused, false)) return false;
    bindings.types[to.terms[0].name] = from;
    return true;
  }
  return std::all_of(from.terms.begin(), from.terms.end(),
                     [&](const TypeTerm& term) { return fitsOneOf(term, to, bindings, narrowing); });
}

// One name and nothing more, as most types of large graphs are.
bool isPlain(const Type& type) {
  return type.terms.size() == 1 && type.terms[0].arguments.empty() && !type.terms[0].shape &&
         !isVariable(type.terms[0]);
}

size_t countTerms(const Type& type) {
  size_t count = type.terms.size();
  for (const TypeTerm& term : type.terms) {
    for (const Type& argument : term.arguments) count += countTerms(argument);
  }
  return count;
}

Dimension substituteDimension(const Dimension& dimension, const TypeBindings& bindings) {
  if (dimension.name.empty()) return dimension;
  const auto bound = bindings.dimensions.find(dimension.name);
  Dimension result;
  if (bound == bindings.dimensions.end() || __builtin_mul_overflow(dimension.factor, bound->second, &result.factor)) {
    return Dimension{};
  }
  return result;
}

Type substituteAll(const Type& type, const TypeBindings& bindings) {
  Type result;
  for (const TypeTerm& term : type.terms) {
    if (isAny(term)) return Type::any();
    if (isVariable(term)) {
      const auto bound = bindings.types.find(term.name);
      if (bound == bindings.types.end() || isOpen(bound->second)) return Type::any();
      for (const TypeTerm& replacement : bound->second.terms) result.terms.push_back(replacement);
      continue;
    }
    TypeTerm& copy = result.terms.emplace_back(TypeTerm{term.name, {}, std::nullopt});
    bool known = false;
    for (const Type& argument : term.arguments) {
      copy.arguments.push_back(substituteAll(argument, bindings));
      known = known || !isOpen(copy.arguments.back());
    }
    if (!known) copy.arguments.clear();  // latent<any> says no more than latent
    if (!term.shape) continue;
    copy.shape.emplace();
    for (const Dimension& dimension : *term.shape) copy.shape->push_back(substituteDimension(dimension, bindings));
    const bool told =
        std::any_of(copy.shape->begin(), copy.shape->end(), [](const Dimension& d) { return !d.isUnknown(); });
    if (!told && kindOfType(term.name) == Kind::Object) copy.shape.reset();  // denoiser[?, ?, ?]: no more than denoiser
  }
  return result;
}

}  // namespace

Result<void> matchType(const Type& from, const Type& to, TypeBindings& bindings) {
  if (isPlain(to) && isPlain(from) && to.terms[0].name == from.terms[0].name) return {};
  TypeBindings tried = bindings;
  if (fits(from, to, tried, true)) {
    bindings = std::move(tried);
    return {};
  }
  const Type wanted = substitute(to, bindings);
  return makeError(ErrorCode::TypeMismatch, from.text() + " does not fit " + (isOpen(wanted) ? to : wanted).text());
}

Type substitute(const Type& type, const TypeBindings& bindings) {
  Type result = substituteAll(type, bindings);
  return countTerms(result) > maximumTypeTerms ? Type::any() : result;
}

}  // namespace weft
