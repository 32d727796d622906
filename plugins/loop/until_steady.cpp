// A loop from outside: a node with a body, a subgraph of the file that it runs as often as it likes.
//
// process() never waits. It starts a pass, answers that it waits for passes, and is called again, on the same object,
// when one has ended; what it must remember between those calls are members.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <weft/sdk.h>

struct UntilSteady : weft::Node<UntilSteady> {
  static constexpr weft::About about{
      "Until steady", "Flow",
      "Runs a subgraph on its own result until that no longer changes: a fixed point. The subgraph has a number "
      "\"value\" "
      "as input and another one as output; its other inputs are the same in every pass, and may be linked or given at "
      "this node.",
      "loop iterate fixed point converge"};
  static constexpr auto body = weft::body("body", "The subgraph to run: a name under \"graphs\" in the file");
  static constexpr auto start = weft::param("start", 1.0, "What the first pass is given as \"value\"");
  static constexpr auto tolerance =
      weft::param("tolerance", 1e-9, weft::range(0, 1e9), "The greatest change between two passes that counts as none");
  static constexpr auto most = weft::param("most", 1000, weft::range(1, 1'000'000'000), weft::unit("passes"),
                                           "A value that is not steady after so many passes is an error");
  static constexpr auto value = weft::output<weft::Number>("value", "The steady value, as the last pass gave it");
  static constexpr auto passes = weft::output<weft::Integer>("passes", "How many passes it took");
  static constexpr auto ports = weft::ports(body, start, tolerance, most, value, passes);

  // Inputs of the body that are the same in every pass become inputs of this node.
  static void extraPorts(weft::ExtraPorts& ports) {
    for (const weft::BodyPort& input : ports.bodyInputs(body))
      if (!isOwn(input.name)) ports.addInput(input.name, input.type, "For every pass the same", weft::optional);
  }

  // What changes from pass to pass: "value", which is the output "value" of the pass before. Both are numbers then: the
  // host sees to that.
  static void inferBody(weft::Infer& infer) {
    need(infer, infer.bodyInputs(body), "input");
    need(infer, infer.bodyOutputs(body), "output");
    infer.give(body, "value", "number", "value");
  }

  void process(weft::Call& call) {
    if (m_passes == 0) startPass(call, call[start]);
    while (const std::optional<weft::Pass> pass = call.takePass()) {
      const double next = pass->outputs.item("value").asNumber();
      call.progress(static_cast<uint64_t>(m_passes), static_cast<uint64_t>(call[most]));
      if (std::abs(next - m_value) <= call[tolerance]) {
        call.set(value, next);
        call.set(passes, m_passes);
        m_passes = 0;
        return;
      }
      if (m_passes == call[most]) {
        m_passes = 0;
        throw weft::Failure("after " + std::to_string(call[most]) + " passes the value still changes, from " +
                            std::to_string(m_value) + " to " + std::to_string(next) +
                            "; raise \"most\" or \"tolerance\"");
      }
      startPass(call, next);
    }
    call.waitForPasses();
  }

 private:
  // The name of a port of this node: an input of the body of that name is given what the node is given.
  static bool isOwn(const std::string& name) {
    return name == "value" || name == "start" || name == "tolerance" || name == "most";
  }

  static void need(weft::Infer& infer, const std::vector<weft::BodyPort>& all, const std::string& what) {
    const auto isValue = [](const weft::BodyPort& port) { return port.name == "value"; };
    if (std::ranges::none_of(all, isValue)) infer.fail(body, "the body has no " + what + " \"value\"");
  }

  void startPass(weft::Call& call, double from) {
    m_value = from;
    ++m_passes;
    call.startPass(body, static_cast<uint64_t>(m_passes), {{"value", weft::Value::number(from)}});
  }

  int64_t m_passes = 0;  // begun; 0: none, since the node begins or has ended
  double m_value = 0;    // what the pass under way was given
};

WEFT_PLUGIN("org.example.loop", "1.0.0", UntilSteady)
