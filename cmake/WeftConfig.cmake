# The CMake package for plugins: find_package(Weft), then weft_add_plugin(NAME source...). It may be moved as a whole.

get_filename_component(WEFT_PREFIX "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(WEFT_RUNNER ${WEFT_PREFIX}/bin/runner)

if(NOT TARGET weft::abi)
  add_library(weft::abi INTERFACE IMPORTED)
  set_target_properties(weft::abi PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${WEFT_PREFIX}/include")
  add_library(weft::sdk INTERFACE IMPORTED)
  set_target_properties(weft::sdk PROPERTIES INTERFACE_LINK_LIBRARIES weft::abi)
endif()

include("${CMAKE_CURRENT_LIST_DIR}/WeftPlugin.cmake")
