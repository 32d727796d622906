# The shared code of the packs that computes on Vulkan devices: one library for all of them, free of the SDK, loaded with
# the first device. Its shaders are compiled here.
add_library(weft_nodes_vulkan SHARED
  vulkan/device.cpp
  vulkan/error.cpp
  vulkan/instance.cpp
  vulkan/memory.cpp
  vulkan/resample.cpp
)
add_library(weft::nodes_vulkan ALIAS weft_nodes_vulkan)
target_include_directories(weft_nodes_vulkan
  PUBLIC ${CMAKE_CURRENT_SOURCE_DIR} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/shaders)
target_link_libraries(weft_nodes_vulkan PUBLIC Vulkan::Vulkan weft::nodes_plain)

foreach(shader resample)
  set(made ${CMAKE_CURRENT_BINARY_DIR}/shaders/vulkan/${shader}.comp.inc)
  add_custom_command(OUTPUT ${made}
    COMMAND Vulkan::glslc -O --target-env=vulkan1.1 -Werror -mfmt=c -o ${made}
            ${CMAKE_CURRENT_SOURCE_DIR}/vulkan/${shader}.comp
    DEPENDS vulkan/${shader}.comp VERBATIM)
  target_sources(weft_nodes_vulkan PRIVATE ${made})
endforeach()
