// Names that are free: of nodes in a graph, of subgraphs, of a graph's inputs.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace weft::editor {

class FreeNames {
 public:
  using Taken = std::function<bool(const std::string&)>;
  explicit FreeNames(Taken taken) : m_isTaken(std::move(taken)) {}

  // `wish`, made an id ("Mix 2!" → "Mix_2"), or with the first number that is free: "Mix_3". It is taken then.
  std::string take(const std::string& wish);
  void reserve(const std::string& name) { m_given.insert(name); }

 private:
  bool isFree(const std::string& name) const { return !m_given.contains(name) && !m_isTaken(name); }

  Taken m_isTaken;
  std::unordered_set<std::string> m_given;
  std::unordered_map<std::string, int> m_next;  // by stem: where the search for a number goes on
};

// What of a text can stand in an id; "node" where nothing can.
std::string asId(const std::string& text);

}  // namespace weft::editor
