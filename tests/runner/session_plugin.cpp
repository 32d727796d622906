// Nodes for sessions: pictures, numbers, and one that takes its time and looks up.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <thread>
#include <vector>

#include <weft/sdk.h>

namespace {

// Red rises to the right, green downwards; blue is the parameter.
struct Gradient : weft::Node<Gradient> {
  static constexpr weft::About about{"Gradient", "Test", "A picture."};
  static constexpr auto width = weft::param("width", int64_t{40}, "Pixels");
  static constexpr auto height = weft::param("height", int64_t{30}, "Pixels");
  static constexpr auto blue = weft::param("blue", 0.5, "Of every pixel");
  static constexpr auto image = weft::output<weft::Image>("image", "The picture");
  static constexpr auto mask = weft::output<weft::Mask>("mask", "The left half");
  static constexpr auto ports = weft::ports(width, height, blue, image, mask);

  void process(weft::Call& call) {
    const int64_t w = call[width], h = call[height];
    weft::MutableTensor picture = weft::MutableTensor::make<float>({1, 3, h, w});
    weft::MutableTensor half = weft::MutableTensor::make<float>({1, 1, h, w});
    float* out = picture.data<float>().data();
    for (int64_t y = 0; y < h; ++y) {
      for (int64_t x = 0; x < w; ++x) {
        out[y * w + x] = static_cast<float>(x) / static_cast<float>(w);
        out[(h + y) * w + x] = static_cast<float>(y) / static_cast<float>(h);
        out[(2 * h + y) * w + x] = static_cast<float>(call[blue]);
        half.data<float>()[static_cast<size_t>(y * w + x)] = x < w / 2 ? 1.0f : 0.0f;
      }
    }
    call.set(image, std::move(picture));
    call.set(mask, std::move(half));
  }
};

struct Brighten : weft::Node<Brighten> {
  static constexpr weft::About about{"Brighten", "Test", "Adds to every pixel."};
  static constexpr auto in = weft::input<weft::Image>("image", "A picture");
  static constexpr auto by = weft::param("by", 0.1, "How much");
  static constexpr auto out = weft::output<weft::Image>("image", "The brighter one");
  static constexpr auto ports = weft::ports(in, by, out);

  void process(weft::Call& call) {
    const weft::Tensor picture = call[in];
    std::vector<float> pixels = picture.copy<float>();
    weft::MutableTensor brighter = weft::MutableTensor::make<float>(picture.shape());
    for (size_t i = 0; i < pixels.size(); ++i) {
      brighter.data<float>()[i] = pixels[i] + static_cast<float>(call[by]);
    }
    call.set(out, std::move(brighter));
  }
};

struct Add : weft::Node<Add> {
  static constexpr weft::About about{"Add", "Test", "Adds numbers."};
  static constexpr auto in = weft::input<weft::Number>("a", "Numbers", weft::optional | weft::variadic);
  static constexpr auto bias = weft::param("bias", 0.0, "Added");
  static constexpr auto sum = weft::output<weft::Number>("sum", "The sum");
  static constexpr auto ports = weft::ports(in, bias, sum);

  void process(weft::Call& call) {
    double value = call[bias];
    for (const double number : call.all(in)) value += number;
    call.set(sum, value);
  }
};

struct Things : weft::Node<Things> {
  static constexpr weft::About about{"Things", "Test", "Values of several kinds."};
  static constexpr auto record = weft::output<weft::Any>("record", "A record");
  static constexpr auto text = weft::output<weft::String>("text", "A text");
  static constexpr auto odd = weft::output<weft::AnyTensor>("odd", "Numbers and what is none");
  static constexpr auto ports = weft::ports(record, text, odd);

  void process(weft::Call& call) {
    weft::MutableTensor numbers = weft::MutableTensor::make<double>({2, 4});
    const double values[] = {1, 2, 3, 4, 5, NAN, INFINITY, 6};
    std::copy(std::begin(values), std::end(values), numbers.data<double>().begin());
    const weft::Value tensor = std::move(numbers).publish();
    call.set(odd, tensor);
    call.set(text, std::string_view("two\nlines"));
    call.set(record, weft::Value::record({{"list", weft::Value::list({weft::Value::integer(7), tensor})},
                                          {"name", weft::Value::string("n")}}));
  }
};

// Computes for a while, holding memory, and looks up between steps.
struct Slow : weft::Node<Slow> {
  static constexpr weft::About about{"Slow", "Test", "Takes its time."};
  static constexpr auto steps = weft::param("steps", int64_t{100'000}, "How many");
  static constexpr auto pause = weft::param("pause", 0.01, "Seconds between them");
  static constexpr auto value = weft::output<weft::Number>("value", "The number of steps");
  static constexpr auto ports = weft::ports(steps, pause, value);

  void process(weft::Call& call) {
    weft::MutableTensor held = weft::MutableTensor::make<float>({1024, 1024});
    held.data<float>()[0] = 1;
    const auto count = static_cast<uint64_t>(call[steps]);
    for (uint64_t step = 1; step <= count; ++step) {
      call.progress(step, count, "counting");
      if (call.wantsPreview()) {
        weft::MutableTensor picture = weft::MutableTensor::make<float>({1, 3, 4, 6});
        for (float& pixel : picture.data<float>()) pixel = 0.5f;
        call.preview(std::move(picture).publish());
      }
      if (call[pause] > 0) std::this_thread::sleep_for(std::chrono::duration<double>(call[pause]));
    }
    call.set(value, static_cast<double>(count));
  }
};

// Prints to standard output, where the session speaks.
struct Chatty : weft::Node<Chatty> {
  static constexpr weft::About about{"Chatty", "Test", "Prints."};
  static constexpr auto value = weft::output<weft::Number>("value", "One");
  static constexpr auto ports = weft::ports(value);

  void process(weft::Call& call) {
    std::puts("hello from a node");
    std::fflush(stdout);
    call.set(value, 1.0);
  }
};

struct Fails : weft::Node<Fails> {
  static constexpr weft::About about{"Fails", "Test", "Fails."};
  static constexpr auto value = weft::output<weft::Number>("value", "None");
  static constexpr auto ports = weft::ports(value);

  void process(weft::Call&) { throw weft::Failure("as it was told"); }
};

}  // namespace

WEFT_PLUGIN("org.example.session", "1.0.0", Gradient, Brighten, Add, Things, Slow, Chatty, Fails)
