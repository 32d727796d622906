// weft.flow.Switch
#pragma once

#include <weft/sdk.h>

namespace weft::flow {

struct Switch : Node<Switch> {
  using Same = As<"$T">;

  static constexpr About about{"Switch", "Flow",
                               "Hands on one of two values. Only the branch that is chosen is computed.",
                               "if else condition choose lazy branch"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};

  static constexpr auto condition = param("condition", true, "Which branch is taken; given here or linked");
  static constexpr auto whenTrue = input<Same>("when_true", "Handed on where the condition is true", lazy);
  static constexpr auto whenFalse = input<Same>("when_false", "Handed on where it is false; of the same type", lazy);
  static constexpr auto value = output<Same>("value", "The value of the branch that was taken");
  static constexpr auto ports = weft::ports(condition, whenTrue, whenFalse, value);

  void process(Call& call) {
    const auto& chosen = call[condition] ? whenTrue : whenFalse;
    if (!call.has(chosen)) return call.want(chosen);
    call.set(value, call[chosen]);
  }
};

}  // namespace weft::flow
