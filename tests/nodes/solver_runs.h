// Every solver node that the schedulers' pack has, and sampling with one of them.
#pragma once

#include "mixture_denoiser.h"
#include "node_harness.h"

namespace weft::test {

// Ids without "weft.schedulers.", of nodes whose one output is a solver, and that need nothing linked; but for the one
// that makes those of all others.
inline std::vector<std::string> solverNodes() {
  const std::string prefix = "weft.schedulers.";
  std::vector<std::string> names;
  for (const auto& [id, type] : builtCatalog().types()) {
    const bool solves = type->outputs.size() == 1 && type->outputs[0].id == "solver" && type->inputs.empty();
    if (solves && id.starts_with(prefix) && id != prefix + "SolverByName") names.push_back(id.substr(prefix.size()));
  }
  return names;
}

using Settings = std::map<std::string, Value>;

inline Value solverNamed(const std::string& name, const Settings& settings = {}) {
  NodeRun node("weft.schedulers." + name);
  for (const auto& [parameter, value] : settings) node.set(parameter, value);
  if (auto done = node.run(); !done) throw std::runtime_error(done.error().message);
  return node.output("solver");
}

// A node as it comes, or with one parameter changed: each choice, each order, and no noise.
struct Variant {
  std::string node, label;
  Settings settings;
  bool isDefault() const { return settings.empty(); }
};

inline std::vector<Variant> variantsOf(const std::string& node) {
  std::vector<Variant> variants{{node, node, {}}};
  const auto add = [&](const ParameterType& parameter, const std::string& text, Value value) {
    variants.push_back({node, node + " " + parameter.id + "=" + text, {{parameter.id, std::move(value)}}});
  };
  for (const ParameterType& parameter : builtCatalog().find("weft.schedulers." + node)->parameters) {
    const auto integer = parameter.defaultValue.asInteger();
    const auto number = parameter.defaultValue.asNumber();
    const bool counts = parameter.id == "max_stage" || parameter.id.ends_with("order");
    if (parameter.kind == WEFT_PARAMETER_INTEGER && counts)
      for (int64_t order = parameter.minimumInteger; order <= parameter.maximumInteger; ++order)
        if (order != *integer) add(parameter, std::to_string(order), Value::integer(order));
    if (parameter.kind == WEFT_PARAMETER_CHOICE)
      for (const Choice& choice : parameter.choices)
        if (choice.id != *parameter.defaultValue.asString()) add(parameter, choice.id, Value::string(choice.id));
    const bool noise = parameter.id == "eta" || parameter.id == "tau";
    if (parameter.kind == WEFT_PARAMETER_NUMBER && noise && *number > 0) add(parameter, "0", Value::number(0));
  }
  return variants;
}
inline std::vector<Variant> solverVariants() {
  std::vector<Variant> all;
  for (const std::string& node : solverNodes())
    for (Variant& variant : variantsOf(node)) all.push_back(std::move(variant));
  return all;
}

inline Value denoiserOf(const Mixture& mixture, Answers answers = Answers::Mean) {
  return Value::adopt(makeMixtureDenoiser(mixture, answers));
}

// Sample, ready to run.
template <class T>
NodeRun samplingWith(const Value& denoiser, const Value& solver, const std::vector<double>& times,
                     const std::vector<int64_t>& shape, const std::vector<T>& noise, int64_t seed = 0) {
  NodeRun sample("weft.schedulers.Sample");
  sample.link("denoiser", denoiser).link("solver", solver);
  sample.link("sigmas", tensorOf<double>({int64_t(times.size())}, times)).link("noise", tensorOf<T>(shape, noise));
  sample.set("seed", Value::integer(seed));
  return sample;
}

template <class T>
std::vector<T> sampled(const Value& denoiser, const Value& solver, const std::vector<double>& times,
                       const std::vector<int64_t>& shape, const std::vector<T>& noise, int64_t seed = 0) {
  NodeRun sample = samplingWith(denoiser, solver, times, shape, noise, seed);
  if (auto done = sample.run(); !done) throw std::runtime_error(done.error().message);
  return elementsOf<T>(sample.output("latent"));
}

// steps + 1 times, evenly in their logarithm.
inline std::vector<double> geometricTimes(double from, double to, int steps) {
  std::vector<double> times;
  for (int i = 0; i <= steps; ++i) times.push_back(from * std::pow(to / from, double(i) / steps));
  times.front() = from;
  times.back() = to;
  return times;
}
// Evenly themselves.
inline std::vector<double> linearTimes(double from, double to, int steps) {
  std::vector<double> times;
  for (int i = 0; i <= steps; ++i) times.push_back(from + (to - from) * i / steps);
  times.back() = to;
  return times;
}

}  // namespace weft::test
