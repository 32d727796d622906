// A process that shares a folder of results with others: reads what is there, writes what is not, for as long as it
// lives. cache_user FOLDER LIMIT SEED ROUNDS; status 3: something that was read is not what was written.
#include <weft/value/compare.h>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "disk_cache.h"
#include "support/value_samples.h"

using namespace weft;
using namespace weft::test;

int main(int, char** arguments) {
  const std::string folder = arguments[1];
  const uint64_t limit = std::strtoull(arguments[2], nullptr, 10);
  std::mt19937_64 random(std::strtoull(arguments[3], nullptr, 10));
  const int rounds = std::atoi(arguments[4]);
  for (int round = 0; round < rounds; ++round) {
    DiskCache cache(folder, limit);
    for (int i = 0; i < 20; ++i) {
      const uint64_t number = random() % 150;
      const Key key{number * 0x9e3779b97f4a7c15, number};
      const Value value =
          Value::list({Value::integer(static_cast<int64_t>(number)), randomFloats(number, number * 50)});
      if (!cache.has(key)) {
        cache.store(key, "weft.test.Thing", {{value}, 0.1 + static_cast<double>(number % 7), 1});
      } else if (const auto found = cache.read(key, "weft.test.Thing");
                 found && (found->outputs.size() != 1 || !haveSameContent(found->outputs[0], value))) {
        return 3;
      }
    }
    cache.finish(false);
  }
  return 0;
}
