#include "sampling/solver.h"

#include <utility>

namespace weft::sampling {
namespace {

class MethodObject : public SolverObject {
 public:
  MethodObject(const SolverTraits& traits, BeginRun begin) : m_traits(traits), m_begin(std::move(begin)) {}

  void describe(weft_solver_info& info) const override {
    info.flags = m_traits.flags;
    info.order = m_traits.order;
    info.evaluations = m_traits.evaluations;
  }
  std::unique_ptr<SolverRunObject> begin(const weft_solver_request& request) override { return m_begin(request); }

 private:
  SolverTraits m_traits;
  BeginRun m_begin;
};

}  // namespace

std::unique_ptr<Object> makeSolver(const SolverTraits& traits, BeginRun begin) {
  return std::make_unique<MethodObject>(traits, std::move(begin));
}

}  // namespace weft::sampling
