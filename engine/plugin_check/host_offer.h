// Hosts that are not quite as usual, for plugins to meet. One in a process.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <weft/abi/host.h>

namespace weft {

enum class HostAge {
  Today,
  Older,  // every table ends where that of ABI 0.1.0 did, and behind it lies memory that nobody may touch
  Newer,  // every table is larger, with fields that nobody knows; another name, a higher patch version
};

struct HostOffer {
  HostAge age = HostAge::Today;
  std::set<std::string, std::less<>> missing{};  // services that are answered with NULL
  bool failing = false;                          // requests of memory and values are counted, and may fail
  bool guarded = false;                          // memory of the allocator ends where it ends
};

const weft_host& offerHost(const HostOffer& offer);

// Services that a host may do without.
const std::vector<std::string>& optionalServices();

// For a host that is `failing`: the nth request of a service ("weft.values") from now on fails as if there were no
// memory (1: the next; 0: none).
void failRequest(const char* service, uint64_t nth);
bool hasFailed();             // since then
const char* failedRequest();  // "tensor() of weft.values"

}  // namespace weft
