// weft.flow.Pass
#pragma once

#include <weft/sdk.h>

namespace weft::flow {

struct Pass : Node<Pass> {
  using Same = As<"$T">;

  static constexpr About about{"Pass", "Flow",
                               "Hands a value on as it is: a place to join links, or to give a graph's input a port.",
                               "reroute identity same"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};

  static constexpr auto value = input<Same>("value", "Any value");
  static constexpr auto same = output<Same>("value", "The same value");
  static constexpr auto ports = weft::ports(value, same);

  void process(Call& call) { call.set(same, call[value]); }
};

}  // namespace weft::flow
