// Misbehaves while it is loaded, initialised or asked; where and how is said on the command line.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include <weft/abi.h>

namespace {

enum Behaviour { NOTHING, CRASH, ABORT, LEAVE, THROW, HANG, FAIL };

#ifndef IN_CONSTRUCTOR
#define IN_CONSTRUCTOR NOTHING
#endif
#ifndef IN_INIT
#define IN_INIT NOTHING
#endif
#ifndef IN_FACTORY
#define IN_FACTORY NOTHING
#endif

void behave(Behaviour behaviour) {
  switch (behaviour) {
    case CRASH:
      std::raise(SIGSEGV);
      break;
    case ABORT:
      std::abort();
    case LEAVE:
      std::exit(0);
    case THROW:
      throw std::runtime_error("no licence found");
    case HANG:
      for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
    case NOTHING:
    case FAIL:
      break;
  }
}

const struct Constructed {
  Constructed() { behave(IN_CONSTRUCTOR); }
} constructed;

weft_status WEFT_CALL init(const weft_host* host, const char*) {
  behave(IN_INIT);
  if (IN_INIT != FAIL) return WEFT_OK;
  static_cast<const weft_errors*>(host->get_service(WEFT_ERRORS))->set("the dongle is not plugged in");
  return WEFT_ERROR_UNSUPPORTED_DEVICE;
}

const void* WEFT_CALL getFactory(const char*) {
  behave(IN_FACTORY);
  return nullptr;
}

}  // namespace

const weft_plugin weft_plugin_entry = {sizeof(weft_plugin), WEFT_MAGIC, WEFT_ABI_VERSION, init, nullptr, getFactory};
