// weft.flow.Repeat
#pragma once

#include <map>
#include <string>

#include <weft/sdk.h>

namespace weft::flow {

struct Repeat : Node<Repeat> {
  static constexpr About about{
      "Repeat", "Flow",
      "Runs a subgraph again and again, each time with what the time before gave. An input of the subgraph that has an "
      "output of the same name is carried: what is linked to it here goes into the first pass, what a pass gives into "
      "the next one. An input \"index\" counts the passes: 0, 1, 2, ... All other inputs are the same in every pass, "
      "and "
      "what depends on nothing else is computed once. The outputs are those of the last pass.",
      "loop for while until iterate accumulate"};
  static constexpr auto body = weft::body("body", "The subgraph to run: a name under \"graphs\" in the file");
  static constexpr auto count =
      param("count", 1, range(0, 1'000'000'000), unit("passes"),
            "How many passes; with \"until\" the most. 0: none, and what is carried comes out as it went in");
  static constexpr auto until =
      param("until", "", "The name of an output of the subgraph, true or false: the pass that gives true is the last");
  static constexpr auto ports = weft::ports(body, count, until);

  static void extraPorts(ExtraPorts& ports);
  static void inferBody(Infer& infer);
  static void infer(Infer& infer);
  void process(Call& call);

 private:
  void startPass(Call& call, const Value& outputsBefore) const;
  bool isLast(Call& call, const Value& outputs) const;
  static void giveBack(Call& call);

  int64_t m_passes = 0;  // that have ended
  bool m_running = false;
};

}  // namespace weft::flow
