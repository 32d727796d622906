// Nodes that do nothing, to see what it costs to call them.
#include <weft/sdk.h>

struct Empty : weft::Node<Empty> {
  static constexpr weft::About about{"Empty", "Bench", "Gives back the number that it is given."};
  static constexpr auto value = weft::input<weft::Number>("value", "A number");
  static constexpr auto result = weft::output<weft::Number>("result", "The same number");
  static constexpr auto ports = weft::ports(value, result);
  void process(weft::Call& call) { call.set(result, call[value]); }
};

struct First : weft::Node<First> {
  static constexpr weft::About about{"First element", "Bench", "Looks at the first element of a tensor."};
  static constexpr auto tensor = weft::input<weft::AnyTensor>("tensor", "A tensor of float32");
  static constexpr auto result = weft::output<weft::Number>("result", "Its first element");
  static constexpr auto ports = weft::ports(tensor, result);
  void process(weft::Call& call) { call.set(result, double{weft::Tensor(call[tensor]).data<float>().front()}); }
};

WEFT_PLUGIN("weft.bench", "1.0.0", Empty, First)
