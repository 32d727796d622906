#include <weft/isolation/current_call.h>

namespace weft {
namespace {

thread_local constinit const NodeCall* t_call = nullptr;

}  // namespace

CurrentCall::CurrentCall(const NodeCall* call) : m_outer(t_call) { t_call = call; }
CurrentCall::~CurrentCall() { t_call = m_outer; }
const NodeCall* CurrentCall::get() { return t_call; }

}  // namespace weft
