// Every solver node that the schedulers' pack has, and sampling with one of them.
#pragma once

#include "mixture_denoiser.h"
#include "node_harness.h"

namespace weft::test {

// Ids without "weft.schedulers.", of nodes whose one output is a solver, and that need nothing linked.
inline std::vector<std::string> solverNodes() {
  const std::string prefix = "weft.schedulers.";
  std::vector<std::string> names;
  for (const auto& [id, type] : builtCatalog().types()) {
    const bool solves = type->outputs.size() == 1 && type->outputs[0].id == "solver" && type->inputs.empty();
    if (solves && id.starts_with(prefix)) names.push_back(id.substr(prefix.size()));
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
