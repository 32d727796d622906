// Nodes whose results are worth keeping: they take longer than reading does.
#include <chrono>
#include <cstdlib>
#include <thread>

#include <weft/sdk.h>

namespace {

struct Add : weft::Node<Add> {
  static constexpr weft::About about{"Add", "Test", "Adds two numbers, slowly."};
  static constexpr weft::Traits traits{WEFT_COST_LIGHT};
  static constexpr auto a = weft::param("a", 0.0, "One");
  static constexpr auto b = weft::param("b", 0.0, "The other");
  static constexpr auto value = weft::output<weft::Number>("value", "Their sum");
  static constexpr auto ports = weft::ports(a, b, value);

  void process(weft::Call& call) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    call.set(value, call[a] + call[b]);
  }
};

// Depends on what it does not declare.
struct Sly : weft::Node<Sly> {
  static constexpr weft::About about{"Sly", "Test", "Tells what stands in the environment."};
  static constexpr weft::Traits traits{WEFT_COST_LIGHT};
  static constexpr auto value = weft::output<weft::Number>("value", "What stands there");
  static constexpr auto ports = weft::ports(value);

  void process(weft::Call& call) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const char* text = std::getenv("WEFT_TEST_SLY");
    call.set(value, text ? std::atof(text) : 0.0);
  }
};

}  // namespace

WEFT_PLUGIN("org.example.kept", "1.0.0", Add, Sly)
