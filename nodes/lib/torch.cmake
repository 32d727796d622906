# The shared code of the packs that needs LibTorch: one library for all of them, free of the SDK.
add_library(weft_nodes_torch SHARED
  diffusion/torch_mix.cpp
  models/diffusion_transformer.cpp
  models/model_folder.cpp
  models/picture_autoencoder.cpp
  models/word_encoder.cpp
  nn/attention.cpp
  nn/kernels.cpp
  nn/layers.cpp
  nn/resident_weights.cpp
  nn/measure_kernels.cpp
  nn/state.cpp
  text/vocabulary.cpp
  text/words.cpp
  torch_bridge/cpu_allocator.cpp
  torch_bridge/thread_scope.cpp
  training/autoencoder_trainer.cpp
  training/checkpoint.cpp
  training/denoiser_trainer.cpp
  training/emoji_dataset.cpp
  training/emoji_names.cpp
  training/emoji_painter.cpp
  training/evaluate_emoji.cpp
  training/sample_flow.cpp
  training/sampler.cpp
  training/training_run.cpp
)
add_library(weft::nodes_torch ALIAS weft_nodes_torch)
target_include_directories(weft_nodes_torch PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(weft_nodes_torch
  PUBLIC weft::libtorch weft::base weft::nodes_plain PRIVATE Freetype::Freetype PkgConfig::HARFBUZZ)
