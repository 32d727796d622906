#include <weft/value/foreign_call.h>

#include <cxxabi.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <typeinfo>

#include <weft/base/text.h>

namespace weft {
namespace {

constexpr size_t longestMessage = 4000;

thread_local std::string t_error;

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(name, nullptr, nullptr, &status),
                                                         &std::free);
  return text ? text.get() : name;
}

std::string statusText(weft_status status) {
  switch (status) {
    case WEFT_NEED_INPUTS:
      return "WEFT_NEED_INPUTS, which only process() may answer";
    case WEFT_PENDING:
      return "WEFT_PENDING, which only process() may answer";
    case WEFT_ERROR_INTERNAL:
      return "failed without saying why";
    case WEFT_ERROR_INVALID_ARGUMENT:
      return "an argument is not usable";
    case WEFT_ERROR_TYPE_MISMATCH:
      return "a value has the wrong type";
    case WEFT_ERROR_NOT_FOUND:
      return "something was not found";
    case WEFT_ERROR_BAD_FILE:
      return "a file is missing or malformed";
    case WEFT_ERROR_IO:
      return "writing failed";
    case WEFT_ERROR_OUT_OF_MEMORY:
      return "out of memory";
    case WEFT_ERROR_DEVICE_OUT_OF_MEMORY:
      return "the device is out of memory";
    case WEFT_ERROR_UNSUPPORTED_DEVICE:
      return "the device is not supported";
    case WEFT_ERROR_UNSUPPORTED:
      return "not supported";
    case WEFT_ERROR_MISSING_SERVICE:
      return "a service that it needs is missing in this host";
    case WEFT_ERROR_CANCELLED:
      return "cancelled";
    default:
      return "the unknown status " + std::to_string(status);
  }
}

}  // namespace

void setThreadError(std::string_view message) { t_error = message.substr(0, longestMessage); }

const std::string& threadError() { return t_error; }

Error currentException(std::string_view function) {
  const std::string start = std::string(function) + " threw ";
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return makeError(ErrorCode::OutOfMemory, "out of memory");
  } catch (const std::exception& exception) {
    return makeError(ErrorCode::Internal,
                     start + demangled(typeid(exception).name()) + ": " + printable(exception.what(), longestMessage));
  } catch (const char* text) {
    return makeError(ErrorCode::Internal, start + "the text " + inQuotes(text ? text : "", longestMessage));
  } catch (int number) {
    return makeError(ErrorCode::Internal, start + "the int " + std::to_string(number));
  } catch (abi::__forced_unwind&) {
    throw;  // a thread being cancelled: must go on
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    return makeError(ErrorCode::Internal, start + (type ? "a " + demangled(type->name()) : "a foreign exception"));
  }
}

ErrorCode errorCode(weft_status status) {
  if (status <= WEFT_ERROR_INTERNAL && status >= WEFT_ERROR_CANCELLED) return static_cast<ErrorCode>(-status);
  return ErrorCode::Internal;
}

weft_status errorStatus(ErrorCode code) { return -static_cast<weft_status>(code); }

Error statusError(std::string_view function, weft_status status, const std::string& message) {
  const std::string& text = message.empty() ? threadError() : message;
  const bool known = status < 0 && status >= WEFT_ERROR_CANCELLED;
  if (known && !text.empty()) return makeError(errorCode(status), printable(text, longestMessage));
  return makeError(errorCode(status), std::string(function) + (known ? ": " : " answered ") + statusText(status));
}

}  // namespace weft
