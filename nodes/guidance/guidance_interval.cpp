#include "guidance_interval.h"

#include <string>
#include <utility>

#include <weft/sdk/wrapped_denoiser.h>

namespace weft::guidance {
namespace {

struct Interval {
  double start, end;  // start >= end
  bool contains(double t) const { return t <= start && t >= end; }
};

class SwitchingRun : public DenoiserRunObject {
 public:
  SwitchingRun(DenoiserRunRef guided, DenoiserRunRef plain, Interval interval)
      : m_guided(std::move(guided)), m_plain(std::move(plain)), m_interval(interval) {}

  Value predict(const Value& x, double t, uint32_t wanted) override {
    return (m_interval.contains(t) ? m_guided : m_plain).predict(x, t, wanted);
  }

 private:
  DenoiserRunRef m_guided, m_plain;
  Interval m_interval;
};

class Switching : public WrappedDenoiser {
 public:
  Switching(DenoiserRef guided, DenoiserRef plain, Interval interval)
      : WrappedDenoiser(std::move(guided)), m_plain(std::move(plain)), m_interval(interval) {}

  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    return std::make_unique<SwitchingRun>(inner().begin(request), m_plain.begin(request), m_interval);
  }

 private:
  DenoiserRef m_plain;
  Interval m_interval;
};

}  // namespace

void GuidanceInterval::process(Call& call) {
  const DenoiserRef with = call[guided];
  const DenoiserRef without = call[plain];
  const auto a = with.info();
  const auto b = without.info();
  if (a.process != b.process || a.channels != b.channels)
    throw Failure("\"guided\" and \"plain\" are denoisers of different processes or channels");
  const Interval interval{call[start], call[end]};
  if (interval.end > interval.start)
    throw Failure("end is " + std::to_string(interval.end) + "; it must not be above start, which is " +
                  std::to_string(interval.start) + " (time falls while sampling)");
  call.set(out, makeObject("denoiser", std::make_unique<Switching>(with, without, interval)));
}

}  // namespace weft::guidance
