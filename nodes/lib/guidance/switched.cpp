#include "guidance/switched.h"

#include <utility>

#include "guidance/guided.h"

#include <weft/sdk/wrapped_denoiser.h>

namespace weft::guidance {
namespace {

class SwitchedRun : public DenoiserRunObject {
 public:
  SwitchedRun(DenoiserRunRef inside, DenoiserRunRef outside, const Interval& interval, Schedule schedule)
      : m_inside(std::move(inside)),
        m_outside(std::move(outside)),
        m_interval(interval),
        m_schedule(std::move(schedule)) {}

  Value predict(const Value& x, double t, uint32_t wanted) override { return at(t).predict(x, t, wanted); }
  bool hasGradient() const override { return m_inside.hasGradient() && m_outside.hasGradient(); }
  Value gradient(const Value& x, double t, const Value& cotangent) override { return at(t).gradient(x, t, cotangent); }

 private:
  const DenoiserRunRef& at(double t) const { return m_interval.contains(t, m_schedule) ? m_inside : m_outside; }
  const DenoiserRunRef m_inside, m_outside;
  const Interval m_interval;
  const Schedule m_schedule;
};

class Switched : public WrappedDenoiser {
 public:
  Switched(DenoiserRef inside, DenoiserRef outside, const Interval& interval)
      : WrappedDenoiser(std::move(inside)), m_outside(std::move(outside)), m_interval(interval) {}
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    return std::make_unique<SwitchedRun>(inner().begin(request), m_outside.begin(request), m_interval,
                                         Schedule(request));
  }

 private:
  const DenoiserRef m_outside;
  const Interval m_interval;
};

}  // namespace

std::unique_ptr<Object> makeSwitched(DenoiserRef inside, DenoiserRef outside, const Interval& interval) {
  expectSameProcess(inside, outside, "\"guided\" and \"plain\"");
  return std::make_unique<Switched>(std::move(inside), std::move(outside), interval);
}

}  // namespace weft::guidance
