// An upscaler from outside, which computes on the CPU, and on a Vulkan device where one is asked for.
#include <algorithm>
#include <memory>
#include <vector>

#include <weft/sdk.h>

#include "enlarge.h"
#include "enlarge_vulkan.h"

namespace {

#ifdef EXAMPLE_WITH_VULKAN
constexpr uint32_t devices = WEFT_DEVICES_CPU | WEFT_DEVICES_VULKAN;
#else
constexpr uint32_t devices = WEFT_DEVICES_CPU;
#endif

}  // namespace

struct CalmCubic : weft::Node<CalmCubic> {
  static constexpr weft::About about{
      "Calm cubic", "Image/Size",
      "Enlarges pictures by a whole factor with Catmull and Rom's cubic, kept from ringing: no new pixel leaves the "
      "range of the four around it. As sharp as bicubic, without its bright and dark seams at edges.",
      "upscale enlarge bicubic catmull rom antiring"};
  static constexpr weft::Traits traits{.devices = devices};
  static constexpr auto image = weft::input<weft::As<"image[N, 3, ?, ?]", weft::Tensor>>(
      "image", "Pictures, [N, 3, height, width], float32 in 0..1");
  static constexpr auto factor =
      weft::param("factor", 2, weft::range(1, 16), weft::unit("times"), "How much wider and higher");
  static constexpr auto ringing =
      weft::param("ringing", 0.0, weft::range(0, 1), "How much of the cubic's overshoot is kept: 0 none, 1 all");
  static constexpr auto enlarged = weft::output<weft::As<"image[N, 3, ?, ?]", weft::Tensor>>(
      "image", "The pictures, [N, 3, factor * height, factor * width], clamped to 0..1");
  static constexpr auto ports = weft::ports(image, factor, ringing, enlarged);

  static void infer(weft::Infer& question) {
    const auto shape = question.inputShape(image, 4);
    if (!question.knows(factor)) return;
    const auto side = [&](int64_t of) { return of < 0 || of > (int64_t{1} << 48) ? -1 : of * question[factor]; };
    question.setType(enlarged, weft::typeText("image", {shape[0], 3, side(shape[2]), side(shape[3])}));
  }

  void process(weft::Call& call) {
    const weft::Tensor pictures = call[image];
    if (pictures.rank() != 4 || pictures.size(1) != 3 || !pictures.is<float>())
      throw weft::Failure("expected pictures [N, 3, height, width] of float32", WEFT_ERROR_TYPE_MISMATCH);
    if (pictures.elements() == 0) throw weft::Failure("the picture has no pixels: there is nothing to enlarge");
    const Enlarging enlarging{pictures.size(3), pictures.size(2), 3 * pictures.size(0), call[factor],
                              static_cast<float>(call[ringing])};
    const int64_t shape[] = {pictures.size(0), 3, enlarging.height * enlarging.factor,
                             enlarging.width * enlarging.factor};
    weft::MutableTensor result = weft::MutableTensor::make(weft::dtypeOf<float>(), shape, call.device());
    if (call.device().type == WEFT_DEVICE_VULKAN)
      onVulkan(call, enlarging, pictures.view(), result.view());
    else
      onCpu(call, enlarging, pictures, result.data<float>().data());
    call.set(enlarged, std::move(result));
  }

 private:
  static void onCpu(weft::Call& call, const Enlarging& enlarging, const weft::Tensor& from, float* to) {
    const std::vector<float> pixels = from.copy<float>();
    const auto lines = static_cast<size_t>(enlarging.planes * enlarging.height * enlarging.factor);
    call.parallel(lines, 16, [&](size_t begin, size_t end) {
      call.checkCancelled();
      enlargeLines(enlarging, pixels.data(), to, static_cast<int64_t>(begin), static_cast<int64_t>(end));
    });
  }

#ifdef EXAMPLE_WITH_VULKAN
  // A node that is placed on a device is given compact tensors of that device, and makes its result there.
  void onVulkan(weft::Call& call, const Enlarging& enlarging, const weft_tensor& from, const weft_tensor& to) {
    if (!m_enlarger || m_enlarger->device().index != call.device().index)
      m_enlarger = std::make_unique<VulkanEnlarger>(call.device());
    m_enlarger->run(enlarging, from, to);
  }
  std::unique_ptr<VulkanEnlarger> m_enlarger;
#else
  static void onVulkan(weft::Call&, const Enlarging&, const weft_tensor&, const weft_tensor&) {
    throw weft::Failure("this plugin was built without Vulkan", WEFT_ERROR_UNSUPPORTED_DEVICE);
  }
#endif
};

WEFT_PLUGIN("org.example.upscaler", "1.0.0", CalmCubic)
