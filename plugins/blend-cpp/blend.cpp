// A whole plugin in C++: one node, which mixes two pictures.
#include <algorithm>
#include <span>
#include <vector>

#include <weft/sdk.h>

struct Blend : weft::Node<Blend> {
  static constexpr weft::About about{"Blend", "Image", "Mixes two pictures of the same size."};
  static constexpr auto a = weft::input<weft::Image>("a", "First picture");
  static constexpr auto b = weft::input<weft::Image>("b", "Second picture");
  static constexpr auto factor = weft::param("factor", 0.5, weft::range(0, 1), "Share of the second picture");
  static constexpr auto out = weft::output<weft::Image>("image", "The mixture");
  static constexpr auto ports = weft::ports(a, b, factor, out);
  void process(weft::Call& call);
};

void Blend::process(weft::Call& call) {
  const weft::Tensor first = call[a];
  const weft::Tensor second = call[b];
  if (!std::ranges::equal(first.shape(), second.shape())) throw weft::Failure("the two pictures differ in size");

  const std::vector<float> x = first.copy<float>();
  const std::vector<float> y = second.copy<float>();
  const auto share = static_cast<float>(call[factor]);
  weft::MutableTensor mixed = weft::MutableTensor::make<float>(first.shape());
  const std::span<float> values = mixed.data<float>();
  for (size_t i = 0; i < x.size(); ++i) values[i] = x[i] + share * (y[i] - x[i]);
  call.set(out, std::move(mixed));
}

WEFT_PLUGIN("org.example.blend", "1.0.0", Blend)
