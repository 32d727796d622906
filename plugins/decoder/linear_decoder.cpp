// A decoder from outside: a picture as a linear map of each cell's channels. Where an autoencoder is slow or large,
// this is the preview; where a denoiser works on colours themselves, it is the whole decoder.
#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weft/sdk.h>

namespace {

using Rows = std::vector<std::vector<double>>;

// One row of three numbers for each channel. Throws Failure for another form.
Rows factorsFrom(std::string_view text) {
  Rows rows = weft::numberRows(text);
  if (rows.empty()) throw weft::Failure("there is no row; give one for each channel of the latent, such as \"1 0 0\"");
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() == 3) continue;
    throw weft::Failure("row " + std::to_string(i + 1) + " has " + std::to_string(rows[i].size()) +
                        " numbers; a row has 3: what its channel adds to red, green and blue");
  }
  return rows;
}

std::vector<double> biasFrom(std::string_view text) {
  const Rows rows = weft::numberRows(text);
  if (rows.size() != 1 || rows[0].size() != 3)
    throw weft::Failure("wanted 3 numbers: what is added to red, green and blue");
  return rows[0];
}

// Empty where the latent fits.
std::string refusalOf(const Rows& factors, int64_t channels) {
  if (static_cast<int64_t>(factors.size()) == channels) return {};
  return "there are " + std::to_string(factors.size()) + " rows, but the latent has " + std::to_string(channels) +
         " channels: one row each";
}

}  // namespace

struct LinearDecoder : weft::Node<LinearDecoder> {
  static constexpr weft::About about{
      "Linear decoder", "Latent",
      "Turns each cell of a latent into one pixel: colour = bias + sum of channel times factors. With factors fitted "
      "to "
      "an autoencoder, a preview at no cost; as it stands, for latents whose three channels are colours.",
      "latent rgb preview factors decode"};
  static constexpr weft::Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};
  static constexpr auto latent = weft::input<weft::Latent>("latent", "[N, C, H, W], float32");
  static constexpr auto factors =
      weft::param("factors", "1 0 0; 0 1 0; 0 0 1", weft::multiline,
                  "A row for each channel, with semicolons between rows: what one unit of it adds to red, green, blue");
  static constexpr auto bias =
      weft::param("bias", "0 0 0", "The colour of a latent of zeros: red, green and blue, 0..1");
  static constexpr auto image =
      weft::output<weft::As<"image[N, 3, H, W]", weft::Tensor>>("image", "A pixel for each cell, clamped to 0..1");
  static constexpr auto ports = weft::ports(latent, factors, bias, image);

  static void infer(weft::Infer& question) {
    const auto checked = [&](const auto& parameter, auto&& read) {
      try {
        read();
      } catch (const weft::Failure& failure) {
        question.fail(parameter, failure.what());
      }
    };
    if (question.knows(bias)) checked(bias, [&] { biasFrom(question[bias]); });
    if (!question.knows(factors)) return;
    checked(factors, [&] {
      const Rows rows = factorsFrom(question[factors]);
      const int64_t channels = question.inputShape(latent, 4)[1];
      if (channels < 0) return;
      if (const std::string refusal = refusalOf(rows, channels); !refusal.empty()) throw weft::Failure(refusal);
    });
  }

  void process(weft::Call& call) {
    const weft::Tensor source = call[latent];
    const Rows rows = factorsFrom(call[factors]);
    const std::vector<double> base = biasFrom(call[bias]);
    if (source.rank() != 4) throw weft::Failure("expected a latent [N, C, H, W]", WEFT_ERROR_TYPE_MISMATCH);
    if (const std::string refusal = refusalOf(rows, source.size(1)); !refusal.empty()) throw weft::Failure(refusal);

    const std::vector<float> cells = source.copy<float>();
    auto picture = weft::MutableTensor::make<float>({source.size(0), 3, source.size(2), source.size(3)});
    const std::span<float> pixels = picture.data<float>();
    const auto plane = static_cast<size_t>(source.size(2) * source.size(3));
    const auto samples = static_cast<size_t>(source.size(0));
    for (size_t n = 0; n < samples; ++n) {
      for (size_t colour = 0; colour < 3; ++colour) {
        call.checkCancelled();
        for (size_t i = 0; i < plane; ++i) {
          double sum = base[colour];
          for (size_t c = 0; c < rows.size(); ++c) sum += rows[c][colour] * cells[(n * rows.size() + c) * plane + i];
          pixels[(n * 3 + colour) * plane + i] = static_cast<float>(std::clamp(sum, 0.0, 1.0));
        }
      }
    }
    call.set(image, std::move(picture));
  }
};

WEFT_PLUGIN("org.example.decoder", "1.0.0", LinearDecoder)
