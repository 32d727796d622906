// What nodes that make a solver have in common, and how one is made of a node's parameters without a graph.
#pragma once

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include <weft/sdk/node.h>
#include <weft/sdk/solver.h>

namespace weft::schedulers {

// A solver node's parameters: those of a call; or their defaults, but for those in a text such as
// "order=3 solver_type=heun", as the table of names writes them (sampling/solver_names.h).
class SolverSettings {
 public:
  explicit SolverSettings(const Call& call) : m_call(&call) {}
  explicit SolverSettings(std::string_view text) : m_text(text) {}

  template <class T, size_t N>
  T operator[](const Parameter<T, N>& parameter) const {
    if (m_call) return (*m_call)[parameter];
    const std::string_view given = find(parameter.parameter.id);
    if constexpr (std::is_same_v<T, std::string_view>)
      return given.empty() ? parameter.parameter.default_text : given;
    else if constexpr (std::is_same_v<T, bool>)
      return given.empty() ? parameter.parameter.default_integer != 0 : given == "true";
    else if constexpr (std::is_same_v<T, double>)
      return given.empty() ? parameter.parameter.default_number : numberOf<double>(given);
    else
      return given.empty() ? parameter.parameter.default_integer : numberOf<T>(given);
  }

 private:
  std::string_view find(std::string_view id) const {
    for (size_t at = 0; at < m_text.size();) {
      const size_t end = std::min(m_text.find(' ', at), m_text.size());
      const std::string_view word = m_text.substr(at, end - at);
      if (word.size() > id.size() && word.starts_with(id) && word[id.size()] == '=') return word.substr(id.size() + 1);
      at = end + 1;
    }
    return {};
  }
  template <class T>
  static T numberOf(std::string_view text) {
    T number{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size())
      throw Failure("\"" + std::string(text) + "\" is no number");
    return number;
  }

  const Call* m_call = nullptr;
  std::string_view m_text;
};

// Of every solver that adds noise.
inline constexpr auto sNoise =
    param("s_noise", 1.0, range(0, 100), slider(0.9, 1.1), advanced,
          "Deviation of the added noise; a little above 1 makes up for detail that denoisers take away.");

// `Self::make(settings)`, or `Self::make()` where there are no parameters, makes the solver. It has no other source
// than its argument, since solvers are also made by their names (SolverByName).
template <class Self>
std::unique_ptr<Object> makeSolverOf(const SolverSettings& settings) {
  if constexpr (requires { Self::make(settings); })
    return Self::make(settings);
  else
    return Self::make();
}

// A node with parameters lists them before the output: weft::ports(order, solver).
template <class Self>
struct SolverNode : Node<Self> {
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto solver = output<Solver>("solver", "For Sample, or a loop of one's own.");
  static constexpr auto ports = weft::ports(solver);

  void process(Call& call) { call.set(solver, makeObject("solver", makeSolverOf<Self>(SolverSettings(call)))); }
};

}  // namespace weft::schedulers
