# The shared code of the packs that needs no LibTorch.
add_library(weft_nodes_plain STATIC
  diffusion/betas.cpp
  diffusion/clock.cpp
  diffusion/continuous_clock.cpp
  diffusion/gaussian_mixture.cpp
  diffusion/prediction.cpp
  diffusion/process.cpp
  diffusion/process_options.cpp
  image/animation.cpp
  image/canvas.cpp
  image/decode.cpp
  image/decode_jpeg.cpp
  image/decode_png.cpp
  image/decode_webp.cpp
  image/encode_png.cpp
  image/measure.cpp
  image/picture.cpp
  image/picture_texts.cpp
  image/plot.cpp
  image/png_chunks.cpp
  image/raster.cpp
  image/resample.cpp
  image/resample_weights.cpp
  models/model_description.cpp
  weights/disguise.cpp
  weights/dtype.cpp
  weights/safetensors.cpp
  weights/safetensors_header.cpp
  weights/safetensors_writer.cpp
  weights/sha256.cpp
)
add_library(weft::nodes_plain ALIAS weft_nodes_plain)
target_include_directories(weft_nodes_plain PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(weft_nodes_plain PUBLIC weft::base PRIVATE PNG::PNG ZLIB::ZLIB JPEG::JPEG PkgConfig::WEBP)
