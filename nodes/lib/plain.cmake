# The shared code of the packs that needs no LibTorch.
add_library(weft_nodes_plain STATIC
  weights/disguise.cpp
  weights/dtype.cpp
  weights/safetensors.cpp
  weights/safetensors_header.cpp
  weights/safetensors_writer.cpp
)
add_library(weft::nodes_plain ALIAS weft_nodes_plain)
target_include_directories(weft_nodes_plain PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(weft_nodes_plain PUBLIC weft::base PRIVATE PNG::PNG JPEG::JPEG PkgConfig::WEBP)
