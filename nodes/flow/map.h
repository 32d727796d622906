// weft.flow.Map
#pragma once

#include <string>
#include <vector>

#include <weft/sdk.h>

namespace weft::flow {

struct Map : Node<Map> {
  static constexpr About about{
      "Map", "Flow",
      "Runs a subgraph for each item of a list or a sequence, several at a time, and gives lists of what it gave, in "
      "the "
      "order of the items. The subgraph has an input \"item\", and may have one \"index\", which counts 0, 1, 2, ... "
      "All "
      "other inputs are the same for every item, and what depends on nothing else is computed once.",
      "loop for each list sequence batch parallel"};
  static constexpr auto items = input<As<"list<$T>|sequence<$T>">>(
      "items", "The items; those of a sequence are made one after the other, as passes begin");
  static constexpr auto body =
      weft::body("body", sideBySide, "The subgraph to run: a name under \"graphs\" in the file");
  static constexpr auto atOnce =
      param("at_once", 0, range(0, 4096), unit("passes"), advanced, notInKey,
            "How many items may be under way at a time, which bounds the memory that they take; 0: two for each core");
  static constexpr auto ports = weft::ports(items, body, atOnce);

  static void extraPorts(ExtraPorts& ports);
  static void inferBody(Infer& infer);
  static void infer(Infer& infer);
  void process(Call& call);

 private:
  bool startNext(Call& call);
  void finish(Call& call);

  bool m_running = false;
  bool m_ended = false;  // there are no more items
  size_t m_begun = 0, m_done = 0;
  std::vector<Value> m_results;  // what each pass gave, by the item's index
};

}  // namespace weft::flow
