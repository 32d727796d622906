#include <benchmark/benchmark.h>

#include <weft/host/host.h>

int main(int argc, char** argv) {
  int status = 0;
  if (weft::runChild(argc, argv, &status)) return status;  // a plugin's worker is this program
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
