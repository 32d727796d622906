#include "begin_sampling.h"

#include "sampling/sampler.h"

namespace weft::schedulers {
namespace {

class SamplingObject : public Object {
 public:
  explicit SamplingObject(std::unique_ptr<sampling::Sampler> sampler) : m_sampler(std::move(sampler)) {}
  const void* interface(const char* id) override {
    return std::strcmp(id, samplerInterface) == 0 ? m_sampler.get() : nullptr;
  }

 private:
  std::unique_ptr<sampling::Sampler> m_sampler;
};

}  // namespace

sampling::Sampler& SamplerRef::sampler() const {
  const InterfaceOf<sampling::Sampler> known(*this, samplerInterface);
  return const_cast<sampling::Sampler&>(*known.table());
}

void BeginSampling::process(Call& call) {
  auto sampler = std::make_unique<sampling::Sampler>(read<sampling::SamplingParts>(call));
  call.set(latent, sampler->start());
  call.set(history, Value::record({}));
  call.set(sampling, makeObject("sampling", std::make_unique<SamplingObject>(std::move(sampler))));
}

}  // namespace weft::schedulers
