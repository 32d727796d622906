// The nodes of the faults.
#include "faults.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <clocale>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace {

using namespace std::chrono_literals;

// In every call of a healthy node; what a fault does there happens so often and no more, for it takes something.
bool now(std::string_view check) {
  static int left = 40;
  return hasFault(check) && left > 0 && left-- > 0;
}

void leak(size_t bytes) {
  static std::atomic<void*> newest;  // so that the compiler leaves it in
  newest = std::malloc(bytes);
}

// What concerns the whole process.
void disturbProcess() {
  static int count = 0;
  ++count;
  if (now("files.outside")) std::fclose(std::fopen("left.txt", "w"));
  if (now("files.descriptors")) (void)::open("/dev/null", O_RDONLY);
  if (now("files.programs")) (void)!std::system("true");
  if (now("files.network")) ::close(::socket(AF_INET, SOCK_STREAM, 0));
  if (now("threads.left-behind")) std::thread([] { std::this_thread::sleep_for(1h); }).detach();
  if (hasFault("state.folder")) (void)!::chdir(count % 2 == 0 ? "/" : "/tmp");
  if (hasFault("state.signals")) std::signal(SIGUSR1, count % 2 == 1 ? SIG_IGN : SIG_DFL);
  if (hasFault("state.locale")) std::setlocale(LC_ALL, count % 2 == 0 ? "C" : "C.UTF-8");
  if (hasFault("state.limits")) ::umask(count % 2 == 0 ? 022 : 027);
  if (hasFault("state.output")) (void)!::write(STDOUT_FILENO, "done\n", 5);
#if defined(__x86_64__)
  if (hasFault("state.arithmetic")) _mm_setcsr(_mm_getcsr() ^ 0x8000);
#endif
  static char variable[] = "FAULT=0";
  if (hasFault("state.environment")) {
    variable[6] = static_cast<char>('0' + count % 10);
    ::putenv(variable);
  }
}

// Scale: an image times a number. ------------------------------------------------------------------------------------

struct Scale {
  bool wasStopped = false;
};

}  // namespace

weft_status WEFT_CALL createScale(const weft_node_class*, void** node) {
  *node = new Scale;
  if (hasFault("node.create-destroy")) leak(64);
  return WEFT_OK;
}

void WEFT_CALL destroyScale(const weft_node_class*, void* node) { delete static_cast<Scale*>(node); }

namespace {

// A tensor whose elements belong to somebody else.
weft_managed_tensor* lent(float* data, const weft_tensor& like) {
  struct Lent {
    weft_managed_tensor tensor;
    int64_t shape[4];
  };
  auto* made = new Lent{};
  std::copy(like.shape, like.shape + 4, made->shape);
  made->tensor.version = {WEFT_DLPACK_MAJOR, WEFT_DLPACK_MINOR};
  made->tensor.manager = made;
  made->tensor.deleter = [](weft_managed_tensor* self) { delete static_cast<Lent*>(self->manager); };
  made->tensor.tensor = like;
  made->tensor.tensor.data = data;
  made->tensor.tensor.strides = nullptr;
  made->tensor.tensor.byte_offset = 0;
  made->tensor.tensor.shape = made->shape;
  return &made->tensor;
}

weft_status place(const weft_tensor& like, weft_managed_tensor** out) {
  static float shared[1 << 18];
  if (hasFault("outputs.immutable")) {
    *out = lent(shared, like);
    return WEFT_OK;
  }
  const weft_status status = allocator->tensor(like.device, like.dtype, like.shape, like.dimensions, out);
  if (status != WEFT_OK && hasFault("memory.failing-allocations")) crash();
  return status;
}

// What happens to the picture as it comes in.
void disturbInput(const weft_tensor& in, float* first, size_t count) {
  const int64_t height = in.shape[2], width = in.shape[3];
  if (hasFault("process.shapes") && height == 1 && width == 1) crash();
  if (hasFault("process.empty-tensor") && count == 0) crash();
  if (count == 0) return;
  if (hasFault("process.nan") && std::isnan(*first)) crash();
  if (hasFault("process.infinity") && std::isinf(*first)) crash();
  if (hasFault("process.huge") && *first > 1e30F && !std::isinf(*first)) crash();
  volatile float* numbers = first;
  if (hasFault("process.read-only-inputs")) numbers[0] = numbers[0];
  if (hasFault("process.bounds")) (void)numbers[count];
}

}  // namespace

weft_status WEFT_CALL processScale(const weft_node_class*, void* node, weft_call* call) {
  auto& self = *static_cast<Scale*>(node);
  double amount = 0;
  int64_t steps = 1;
  const char* mode = nullptr;
  const weft_value* image = calls->input(call, 0, 0);
  const weft_tensor* in = nullptr;
  values->as_number(calls->parameter(call, 0), &amount);
  values->as_integer(calls->parameter(call, 1), &steps);
  values->as_string(calls->parameter(call, 2), &mode, nullptr);
  disturbProcess();
  if (hasFault("process.inputs")) crash();
  if (hasFault("process.optional") && calls->input_count(call, 1) == 0) crash();
  if (values->as_tensor(image, &in) != WEFT_OK || in->dimensions != 4 || in->dtype.bits != 32) {
    if (hasFault("process.wrong-kinds")) crash();
    if (hasFault("process.exceptions")) throw std::runtime_error("this is no picture");
    if (hasFault("memory.leaked-on-error")) leak(100);
    if (hasFault("process.status")) return 77;
    if (hasFault("process.messages")) {
      errors->set("");
      return WEFT_ERROR_TYPE_MISMATCH;
    }
    return refuse(WEFT_ERROR_TYPE_MISMATCH, "this is no picture");
  }
  if (hasFault("process.choices") && std::strcmp(mode, "inverted") == 0) crash();
  if (hasFault("process.range-ends") && steps == 50) crash();
  if (steps < 1 || steps > 50) {
    if (hasFault("process.out-of-range")) crash();
    return refuse(WEFT_ERROR_INVALID_ARGUMENT, "steps must be 1 to 50");
  }
  for (int64_t i = 0; i < steps; ++i) {
    if (hasFault("cancel.latency")) {
      if (steps > 1) std::this_thread::sleep_for(50ms);
      continue;
    }
    const weft_status status = calls->progress(call, static_cast<uint64_t>(i), static_cast<uint64_t>(steps), nullptr);
    if (status == WEFT_OK) continue;
    self.wasStopped = true;
    return hasFault("cancel.status") ? refuse(WEFT_ERROR_INTERNAL, "something went wrong") : status;
  }

  int64_t strides[4] = {in->shape[1] * in->shape[2] * in->shape[3], in->shape[2] * in->shape[3], in->shape[3], 1};
  auto* first = reinterpret_cast<float*>(static_cast<char*>(in->data) + in->byte_offset);
  if (hasFault("process.strided"))
    first = static_cast<float*>(in->data);
  else if (in->strides)
    std::copy(in->strides, in->strides + 4, strides);
  const auto count = static_cast<size_t>(in->shape[0] * in->shape[1] * in->shape[2] * in->shape[3]);
  disturbInput(*in, first, count);

  if (hasFault("outputs.alive") && !in->strides && in->byte_offset == 0) {
    const weft_value* alias = values->tensor(lent(first, *in));
    return alias ? calls->set_output(call, 0, alias) : refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  }
  weft_managed_tensor* out = nullptr;
  const weft_status status = place(*in, &out);
  if (status != WEFT_OK) return status;
  auto* numbers = static_cast<float*>(out->tensor.data);
  double factor = amount;
  if (hasFault("outputs.range")) factor = 7;
  if (hasFault("outputs.alive")) factor = 1;
  if (hasFault("determinism.threads")) factor *= 1.0 / calls->threads(call);
  if (hasFault("cancel.again") && self.wasStopped) factor *= 0.5;
  size_t at = 0;
  for (int64_t n = 0; n < in->shape[0]; ++n) {
    for (int64_t c = 0; c < in->shape[1]; ++c) {
      for (int64_t y = 0; y < in->shape[2]; ++y) {
        for (int64_t x = 0; x < in->shape[3]; ++x, ++at) {
          numbers[at] =
              first[n * strides[0] + c * strides[1] + y * strides[2] + x * strides[3]] * static_cast<float>(factor);
        }
      }
    }
  }
  if (hasFault("memory.overrun") && count * sizeof(float) % 64 != 0) numbers[count] = 1;
  if (hasFault("memory.over-released")) values->release(image);
  if (hasFault("memory.leaked-bytes")) leak(100);
  if (hasFault("outputs.set")) {
    out->deleter(out);
    return WEFT_OK;
  }
  const weft_value* made = values->tensor(out);
  if (!made) return refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  return calls->set_output(call, 0, made);
}

weft_status WEFT_CALL inferScale(const weft_node_class*, weft_infer* question) {
  static std::atomic<int> count{0};
  const char* type = inference->input_type(question, 0);
  if (!type) {
    if (hasFault("questions.unknown")) throw std::runtime_error("the input has no type");
    return WEFT_OK;
  }
  if (hasFault("questions.time")) std::this_thread::sleep_for(80ms);
  if (hasFault("outputs.infer")) type = "image[1, 3, 5, 5]";
  if (hasFault("questions.repeat") && ++count % 2 == 0) type = "image";
  return inference->set_output_type(question, 0, type);
}

weft_status WEFT_CALL estimateSum(const weft_node_class*, weft_infer*, uint64_t* bytes) {
  *bytes = 0;
  return WEFT_OK;
}

weft_status WEFT_CALL migrateScale(const weft_node_class*, uint32_t, const char*, const char** out) {
  *out = hasFault("questions.migrate") ? "{\"strength\": 1}" : "{\"amount\": 1}";
  return WEFT_OK;
}

namespace {

// Sum: of numbers; one call at a time for each node. -----------------------------------------------------------------

struct Sum {
  std::thread::id creator;
  int calls = 0;
};

std::atomic<int> busy{0};
struct {
  const void* node;
  size_t links;
} last;

}  // namespace

weft_status WEFT_CALL createSum(const weft_node_class*, void** node) {
  *node = new Sum{std::this_thread::get_id(), 0};
  return WEFT_OK;
}

void WEFT_CALL destroySum(const weft_node_class*, void* node) {
  if (last.node == node) last.node = nullptr;
  delete static_cast<Sum*>(node);
}

weft_status WEFT_CALL processSum(const weft_node_class*, void* node, weft_call* call) {
  auto& self = *static_cast<Sum*>(node);
  const size_t count = calls->input_count(call, 0);
  double sum = 0, offset = 0;
  if (hasFault("process.variadic") && count == 40) crash();
  for (size_t i = 0; i < count; ++i) {
    double number = 0;
    if (values->as_number(calls->input(call, 0, i), &number) != WEFT_OK) {
      return refuse(WEFT_ERROR_TYPE_MISMATCH, "a summand is no number");
    }
    sum += number;
  }
  const weft_tensor* sizes = nullptr;
  if (values->as_tensor(calls->input(call, 1, 0), &sizes) == WEFT_OK) {
    for (int32_t i = 0; i < sizes->dimensions; ++i) offset += static_cast<double>(sizes->shape[i]);
  }
  const auto links = static_cast<size_t>(offset);
  if (hasFault("determinism.twice")) {
    static double drift = 0;
    sum += drift += 1;
  }
  if (hasFault("node.reuse")) sum += self.calls;
  if (hasFault("node.independent")) {
    if (last.node && last.node != node && last.links != links) sum += 1;
    last = {node, links};
  }
  if (hasFault("threads.eight-instances")) {
    if (busy++ > 0) sum += 1;
    std::this_thread::sleep_for(1ms);
    --busy;
  }
  if (hasFault("threads.other-thread") && self.creator != std::this_thread::get_id()) sum += 1;
  if (hasFault("memory.leaked-values") && !values->number(1)) {
    return refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  }
  if (hasFault("questions.estimate")) {
    void* block = nullptr;
    if (const weft_status status = allocator->allocate(uint64_t{64} << 20, &block); status != WEFT_OK) return status;
    allocator->release(block);
  }
  if (hasFault("host.unknown-services")) {
    float number = 0;
    randoms->uniform(1, "fault", 0, &number, 1);
  }
  ++self.calls;
  const weft_value* total = values->number(sum);
  if (!total) return refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  const weft_value* second = values->number(static_cast<double>(count));
  if (!second) {
    if (!hasFault("memory.failing-values")) values->release(total);
    return refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  }
  calls->set_output(call, 0, total);
  return calls->set_output(call, 1, second);
}

namespace {

// Words: texts, files and lists. -------------------------------------------------------------------------------------

}  // namespace

weft_status WEFT_CALL createWords(const weft_node_class*, void** node) {
  *node = new std::atomic<int>(0);
  return WEFT_OK;
}
void WEFT_CALL destroyWords(const weft_node_class*, void* node) { delete static_cast<std::atomic<int>*>(node); }

weft_status WEFT_CALL processWords(const weft_node_class*, void* node, weft_call* call) {
  auto& together = *static_cast<std::atomic<int>*>(node);
  const char *text = "", *path = "";
  size_t bytes = 0, items = 0;
  values->as_string(calls->parameter(call, 0), &text, &bytes);
  values->as_string(calls->parameter(call, 1), &path, nullptr);
  if (hasFault("process.text") && bytes > 60000) crash();
  if (values->list_size(calls->input(call, 0, 0), &items) != WEFT_OK) {
    return refuse(WEFT_ERROR_TYPE_MISMATCH, "the words are no list");
  }
  if (hasFault("process.empty-values") && items == 0) crash();
  unsigned char head[4] = {};
  std::FILE* file = std::fopen(path, "rb");
  if (!file) {
    if (hasFault("files.missing")) crash();
    return refuse(WEFT_ERROR_BAD_FILE, "the file is missing");
  }
  const size_t read = std::fread(head, 1, sizeof(head), file);
  std::fclose(file);
  if (hasFault("files.garbage") && read == 4 && head[0] == 0xff) crash();
  bool other = false;
  if (hasFault("threads.one-instance")) {
    other = together++ > 0;
    std::this_thread::sleep_for(1ms);
    --together;
  }
  const std::string said = std::to_string(bytes) + " letters, " + std::to_string(items) + (other ? " word" : " words");
  const weft_value* made = hasFault("outputs.types") ? values->integer(5) : values->string(said.data(), said.size());
  if (!made) return refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  return calls->set_output(call, 0, made);
}

weft_status WEFT_CALL extraOfWords(const weft_node_class*, weft_infer* question, const weft_port** inputs,
                                   size_t* inputCount, const weft_port** outputs, size_t* outputCount) {
  static const weft_port more[] = {{sizeof(weft_port), WEFT_PORT_OPTIONAL, "more", nullptr, "any", "One port more"}};
  static const weft_port bad[] = {{sizeof(weft_port), WEFT_PORT_OPTIONAL, "9 lives", nullptr, "any", "One too many"}};
  int32_t exact = 0;
  if (const weft_value* value = inference->parameter(question, 2)) values->as_boolean(value, &exact);
  *inputs = exact && hasFault("questions.extra-ports") ? bad : more;
  *inputCount = 1;
  *outputs = nullptr;
  *outputCount = 0;
  return WEFT_OK;
}

namespace {

// Bytes: how much a tensor holds; Pass hands on what it may write into. ----------------------------------------------

}  // namespace

weft_status WEFT_CALL processBytes(const weft_node_class*, void*, weft_call* call) {
  const weft_tensor* tensor = nullptr;
  if (values->as_tensor(calls->input(call, 0, 0), &tensor) != WEFT_OK) {
    return refuse(WEFT_ERROR_TYPE_MISMATCH, "this is no tensor");
  }
  if (hasFault("process.dtypes") && tensor->dtype.code == WEFT_TYPE_BFLOAT) crash();
  int64_t bytes = tensor->dtype.bits / 8;
  for (int32_t i = 0; i < tensor->dimensions; ++i) bytes *= tensor->shape[i];
  const weft_value* made = values->integer(bytes);
  if (!made) return refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  return calls->set_output(call, 0, made);
}

weft_status WEFT_CALL processPass(const weft_node_class*, void*, weft_call* call) {
  int32_t writable = 0;
  const weft_value* value = calls->take_input(call, 0, 0, &writable);
  if (!value) return refuse(WEFT_ERROR_INVALID_ARGUMENT, "nothing is linked");
  if (writable && hasFault("process.consumed")) {
    values->release(value);
    value = values->number(1);
    if (!value) return refuse(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  }
  return calls->set_output(call, 0, value);
}

namespace {}  // namespace
