#include <string>

#include <weft/base/kernel_table.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace weft {
namespace {

#if defined(__x86_64__)

std::string vendor() {
  unsigned a = 0, name[3] = {};
  if (!__get_cpuid(0, &a, &name[0], &name[2], &name[1])) return "unknown";
  return std::string(reinterpret_cast<const char*>(name), sizeof name);
}

bool hasTiles() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned amxBf16 = 1u << 22;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & amxBf16);
}

std::string describe() {
  __builtin_cpu_init();
  std::string text = vendor();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    text += " x86-64-v4";
  } else {
    text += __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? " x86-64-v3" : " x86-64-v2";
  }
  if (__builtin_cpu_supports("avx512bf16")) text += " avx512bf16";
  if (hasTiles()) text += " amx";
  return text;
}

#elif defined(__aarch64__)
std::string describe() { return "aarch64"; }
#else
std::string describe() { return "unknown"; }
#endif

}  // namespace

const std::string& processorKind() {
  static const std::string kind = describe();
  return kind;
}

}  // namespace weft
