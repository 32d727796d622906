// A whole plugin in C++: one node, which mixes two pictures.
#include <algorithm>

#include <weft/sdk.h>

// A node is a struct. Its ports and parameters are constants that serve twice: to declare them, with the text that
// people read, and to get at them in process(). The type in the brackets says what a link may carry (weft/abi/node.h
// lists all).
struct Blend : weft::Node<Blend> {
  static constexpr weft::About about{"Blend", "Image", "Mixes two pictures of the same size."};
  static constexpr auto a = weft::input<weft::Image>("a", "First picture");
  static constexpr auto b = weft::input<weft::Image>("b", "Second picture");
  static constexpr auto factor = weft::param("factor", 0.5, weft::range(0, 1), "Share of the second picture");
  static constexpr auto out = weft::output<weft::Image>("image", "The mixture");
  static constexpr auto ports = weft::ports(a, b, factor, out);  // all of them, in the order shown
  void process(weft::Call& call);
};

// Called once each time the node runs. Inputs are shared with other nodes and never written to. A node that cannot go
// on throws weft::Failure with one line that says what would be right; it is shown with the node's place in the graph.
void Blend::process(weft::Call& call) {
  const weft::Tensor first = call[a];  // [N, 3, height, width], float32, RGB in 0..1
  const weft::Tensor second = call[b];
  if (!std::ranges::equal(first.shape(), second.shape())) throw weft::Failure("\"a\" and \"b\" must be of one size");

  const std::vector<float> x = first.copy<float>();  // row-major, whatever the strides
  const std::vector<float> y = second.copy<float>();
  const auto share = static_cast<float>(call[factor]);
  weft::MutableTensor mixed = weft::MutableTensor::make<float>(first.shape());
  const std::span<float> values = mixed.data<float>();
  for (size_t i = 0; i < values.size(); ++i) values[i] = x[i] + share * (y[i] - x[i]);
  call.set(out, std::move(mixed));  // from now on nobody changes it
}

// The plugin's id, which no other plugin has, its version, and its nodes. This one is org.example.blend.Blend for ever:
// graph files name it so.
WEFT_PLUGIN("org.example.blend", "1.0.0", Blend)
