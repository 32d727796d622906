// Nodes that take their process down, each way there is, and some that wait. Loads and describes itself without fault.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <string_view>
#include <thread>

#include <weft/sdk.h>

namespace {

volatile int zero = 0;

// Without end, and the compiler must not see that.
int overflow(volatile char* outer, int depth) {
  volatile char frame[4096];
  frame[0] = outer ? outer[0] : 0;
  return depth < 0 ? frame[0] : overflow(frame, depth + (frame[0] | 1)) + frame[0];
}

void pause(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

void die(std::string_view how) {
  if (how == "segfault") *reinterpret_cast<volatile int*>(zero + 8) = 1;
  if (how == "abort") std::abort();
  if (how == "divide") zero = 42 / zero;
  if (how == "illegal") __builtin_trap();
  if (how == "bus") std::raise(SIGBUS);
  if (how == "overflow") zero = overflow(nullptr, 1);
  if (how == "exit") std::exit(3);
  if (how == "leave") ::_exit(4);
  if (how == "killed") std::raise(SIGKILL);
  if (how == "terminate") std::terminate();
  if (how == "thread") std::thread([] { *reinterpret_cast<volatile int*>(zero + 8) = 1; }).join();
  if (how == "close") {
    for (int file = 3; file < 64; ++file) ::close(file);
    for (;;) pause(1);
  }
  if (how == "babble") {  // bytes that make no sense, to every socket
    const char nonsense[64] = "this is no message of Weft's, and it never will become one";
    for (int file = 3; file < 64; ++file) (void)!::write(file, nonsense, sizeof(nonsense));
    for (;;) pause(1);
  }
  if (how == "hang") {
    for (;;) pause(1);
  }
}

// How the constructor and the destructor, which know no parameters, are told.
bool wished(const char* place, const char* how) {
  const char* wish = std::getenv(place);
  return wish && std::string_view(wish) == how;
}
void dieAsWished(const char* place) {
  for (const char* how : {"segfault", "exit", "hang"}) {
    if (wished(place, how)) die(how);
  }
}

struct Die : weft::Node<Die> {
  static constexpr weft::About about{"Die", "Test", "Ends its process."};
  static constexpr auto how = weft::param("how", "none", "In which way, in process()");
  static constexpr auto infers = weft::param("infers", "none", "In which way, in infer()");
  static constexpr auto after = weft::param("after", 0.0, weft::range(0, 100), "Seconds before that");
  static constexpr auto value = weft::input<weft::Number>("value", "What is passed on", weft::optional);
  static constexpr auto out = weft::output<weft::Number>("value", "The same");
  static constexpr auto ports = weft::ports(how, infers, after, value, out);
  Die() { dieAsWished("DEADLY_CREATE"); }
  ~Die() { dieAsWished("DEADLY_DESTROY"); }
  static void infer(weft::Infer& question) {
    if (question.knows(infers)) die(question[infers]);
  }
  void process(weft::Call& call) {
    pause(call[after]);
    die(call[how]);
    call.set(out, call.has(value) ? call[value] : 1.0);
  }
};

struct Scribble : weft::Node<Scribble> {
  static constexpr weft::About about{"Scribble", "Test", "Writes into its input, which may only be read."};
  static constexpr auto tensor = weft::input<weft::AnyTensor>("tensor", "What is written to, of float32");
  static constexpr auto out = weft::output<weft::Number>("value", "1");
  static constexpr auto ports = weft::ports(tensor, out);
  void process(weft::Call& call) {
    const_cast<float&>(weft::Tensor(call[tensor]).data<float>().front()) = 7;
    call.set(out, 1);
  }
};

}  // namespace

WEFT_PLUGIN("org.example.deadly", "1.0.0", Die, Scribble)
