// Nodes that take their time: one that looks up between steps, one that never does, one that trains.
#include <chrono>
#include <fstream>
#include <thread>
#include <vector>

#include <weft/sdk.h>

namespace {

using namespace std::chrono_literals;

constexpr weft::Traits saves{WEFT_COST_HEAVY, WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_OUTPUT};

void writePart(const weft::OutputFile& file) { std::ofstream(file.path()) << "the first half"; }

weft::Value grey(float value) {
  const int64_t shape[] = {1, 3, 4, 6};
  weft::MutableTensor picture = weft::MutableTensor::make<float>(shape);
  for (float& pixel : picture.data<float>()) pixel = value;
  return std::move(picture).publish();
}

struct Steps : weft::Node<Steps> {
  static constexpr weft::About about{"Steps", "Test", "Counts steps and looks up between them."};
  static constexpr weft::Traits traits = saves;
  static constexpr auto steps = weft::param("steps", int64_t{3}, "How many");
  static constexpr auto pause = weft::param("pause", 0.02, "Seconds between them");
  static constexpr auto ports = weft::ports(steps, pause);

  void process(weft::Call& call) {
    weft::OutputFile file(call, "steps", ".txt");
    writePart(file);
    const int64_t count = call[steps];
    for (int64_t step = 1; step <= count; ++step) {
      std::this_thread::sleep_for(std::chrono::duration<double>(call[pause]));
      call.progress(static_cast<uint64_t>(step), static_cast<uint64_t>(count), "counting");
      if (call.wantsPreview()) call.preview(grey(static_cast<float>(step) / static_cast<float>(count)));
    }
    file.commit();
  }
};

struct Stubborn : weft::Node<Stubborn> {
  static constexpr weft::About about{"Stubborn", "Test", "Never looks up."};
  static constexpr weft::Traits traits = saves;
  static constexpr auto seconds = weft::param("seconds", 60.0, "How long");
  static constexpr auto ports = weft::ports(seconds);

  void process(weft::Call& call) {
    const weft::OutputFile file(call, "stubborn", ".txt");
    writePart(file);
    call.progress(0, 1);
    std::this_thread::sleep_for(std::chrono::duration<double>(call[seconds]));
  }
};

struct Trains : weft::Node<Trains> {
  static constexpr weft::About about{"Trains", "Training/Test", "Writes a checkpoint when it is to stop."};
  static constexpr weft::Traits traits = saves;
  static constexpr auto seconds = weft::param("seconds", 2.0, "How long writing takes");
  static constexpr auto ports = weft::ports(seconds);

  void process(weft::Call& call) {
    for (;;) {
      std::this_thread::sleep_for(10ms);
      try {
        call.progress(1, 1000);
      } catch (const weft::Cancelled&) {
        std::this_thread::sleep_for(std::chrono::duration<double>(call[seconds]));
        weft::OutputFile file(call, "checkpoint", ".txt", WEFT_OUTPUT_DURABLE);
        std::ofstream(file.path()) << "all of it";
        file.commit();
        throw;
      }
    }
  }
};

struct Crashes : weft::Node<Crashes> {
  static constexpr weft::About about{"Crashes", "Test", "Writes a part of a file, and is gone."};
  static constexpr weft::Traits traits = saves;
  static constexpr auto elsewhere = weft::param("elsewhere", false, "In a thread of its own");
  static constexpr auto ports = weft::ports(elsewhere);

  void process(weft::Call& call) {
    const weft::OutputFile file(call, "crash", ".txt");
    writePart(file);
    const auto crash = [] {
      volatile int* volatile nowhere = nullptr;
      *nowhere = 1;
    };
    if (!call[elsewhere]) crash();
    std::thread(crash).join();
  }
};

}  // namespace

WEFT_PLUGIN("org.example.slow", "1.0.0", Steps, Stubborn, Trains, Crashes)
