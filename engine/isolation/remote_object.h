// Objects and sequences of the other process: what stands for them here. Such an object shows those of Weft's
// interfaces that the original has; each call goes to the other process. What the original answers once and for all is
// asked once.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <weft/abi/interface/autoencoder.h>
#include <weft/abi/interface/denoiser.h>
#include <weft/abi/interface/solver.h>
#include <weft/value/value.h>

#include "link.h"
#include "tensor_wire.h"

namespace weft {

// A thing that the other process keeps until this has gone.
class Remote {
 public:
  Remote(std::shared_ptr<Link> link, uint64_t handle) : m_link(std::move(link)), m_handle(handle) {}
  ~Remote() { m_link->letGo(m_handle); }
  Remote(const Remote&) = delete;
  Remote& operator=(const Remote&) = delete;

  Link& link() const { return *m_link; }
  uint64_t handle() const { return m_handle; }

 private:
  const std::shared_ptr<Link> m_link;
  const uint64_t m_handle;
};

// What `self` is in the tables of interface_*.cpp. Any thread.
class RemoteObject final : public Remote {
 public:
  RemoteObject(std::shared_ptr<Link> link, uint64_t handle) : Remote(std::move(link), handle) {}

  std::string type;
  uint32_t interfaces = 0;  // a bit for each, in their order in interfaces.h
  uint64_t bytes = 0;

  // What is known from earlier answers. Texts stay where they are.
  struct Known {
    std::optional<weft_denoiser_info> denoiser;
    std::string denoiserSpace;
    std::vector<double> denoiserSteps;
    std::unordered_map<double, weft_coefficients> coefficients;  // by time
    std::optional<weft_autoencoder_info> autoencoder;
    std::string autoencoderSpace;
    std::optional<weft_solver_info> solver;
    std::optional<std::vector<std::string>> patchKinds, parameterNames;
  };
  template <typename Look>
  auto known(Look&& look) {
    const std::lock_guard lock(m_mutex);
    return look(m_known);
  }

 private:
  std::mutex m_mutex;
  Known m_known;
};

// The handle of an object or a sequence that came from this link's other side; nullopt: it did not.
std::optional<uint64_t> remoteHandle(const Link& link, const Value& value);

void putRemote(Link& link, const Value& value, WireWriter& out);
Result<Value> getRemote(Link& link, Kind kind, LeafForm form, WireReader& in);  // nothing: it makes no sense

}  // namespace weft
