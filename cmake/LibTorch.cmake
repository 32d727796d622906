# weft::libtorch: LibTorch's CPU part with its C++ interface, from the unpacked PyPI wheel or a LibTorch of one's own.
#
# LIBTORCH_DIR is either the folder that holds torch/lib and torch/include (the wheel's layout), or one that holds lib
# and include. Without it the folder is taken that fetch_libtorch.py fills. LibTorch's own CMake package is not used:
# it wants CUDA's toolkit as soon as the wheel was built with it.

set(WEFT_LIBTORCH_VERSION 2.11.0)
set(LIBTORCH_DIR "$ENV{LIBTORCH_DIR}" CACHE PATH "LibTorch ${WEFT_LIBTORCH_VERSION} (empty: the fetched one)")

if(LIBTORCH_DIR)
  set(weft_libtorch_root ${LIBTORCH_DIR})
elseif(NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
  set(weft_libtorch_root $ENV{XDG_CACHE_HOME}/weft/libtorch-${WEFT_LIBTORCH_VERSION})
else()
  set(weft_libtorch_root $ENV{HOME}/.cache/weft/libtorch-${WEFT_LIBTORCH_VERSION})
endif()

if(EXISTS ${weft_libtorch_root}/torch/lib/libtorch_cpu.so)
  set(WEFT_LIBTORCH_HOME ${weft_libtorch_root}/torch)
elseif(EXISTS ${weft_libtorch_root}/lib/libtorch_cpu.so)
  set(WEFT_LIBTORCH_HOME ${weft_libtorch_root})
else()
  message(FATAL_ERROR
    "no LibTorch in ${weft_libtorch_root}; run cmake/fetch_libtorch.py, or pass -DLIBTORCH_DIR= a LibTorch "
    "${WEFT_LIBTORCH_VERSION}, or -DWEFT_WITH_TORCH=OFF")
endif()

set(weft_version_file ${WEFT_LIBTORCH_HOME}/include/torch/headeronly/version.h)
set(weft_version_found unknown)
if(EXISTS ${weft_version_file})
  file(STRINGS ${weft_version_file} weft_version_lines REGEX "^#define TORCH_VERSION_(MAJOR|MINOR|PATCH) [0-9]+$")
  list(TRANSFORM weft_version_lines REPLACE "^.* " "")
  list(JOIN weft_version_lines . weft_version_found)
endif()
if(NOT weft_version_found STREQUAL WEFT_LIBTORCH_VERSION)
  message(FATAL_ERROR
    "the LibTorch in ${weft_libtorch_root} is version ${weft_version_found}; wanted ${WEFT_LIBTORCH_VERSION}")
endif()

add_library(weft::c10 SHARED IMPORTED GLOBAL)
set_target_properties(weft::c10 PROPERTIES IMPORTED_LOCATION ${WEFT_LIBTORCH_HOME}/lib/libc10.so)

add_library(weft::torch_cpu SHARED IMPORTED GLOBAL)
set_target_properties(weft::torch_cpu PROPERTIES IMPORTED_LOCATION ${WEFT_LIBTORCH_HOME}/lib/libtorch_cpu.so)

add_library(weft_libtorch INTERFACE)
add_library(weft::libtorch ALIAS weft_libtorch)
target_include_directories(weft_libtorch SYSTEM INTERFACE
  ${WEFT_LIBTORCH_HOME}/include ${WEFT_LIBTORCH_HOME}/include/torch/csrc/api/include)
target_link_libraries(weft_libtorch INTERFACE weft::torch_cpu weft::c10 Threads::Threads)
# The CUDA runtime that libtorch_cpu.so names is found through its own run path; the linker need not look for it.
target_link_options(weft_libtorch INTERFACE -Wl,--allow-shlib-undefined)

# Found again at run time, from the build tree and from an installed one.
list(APPEND CMAKE_INSTALL_RPATH ${WEFT_LIBTORCH_HOME}/lib)

# LibTorch's headers, compiled once: with them a source file costs 3 s instead of 11. Sources still include what they
# use; they should name the narrow headers below and not <torch/torch.h>, which adds another 7 s a file.
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/torch_headers.cpp CONTENT "")
add_library(weft_torch_headers OBJECT ${PROJECT_BINARY_DIR}/torch_headers.cpp)
target_link_libraries(weft_torch_headers PRIVATE weft::libtorch)
target_precompile_headers(weft_torch_headers PRIVATE <ATen/ATen.h> <torch/types.h> <torch/nn/module.h>)

# weft_use_torch_headers(TARGET): for a library that links LibTorch.
function(weft_use_torch_headers target)
  # A macro for the export of symbols, which nothing uses, would make the compiled headers unfit.
  set_target_properties(${target} PROPERTIES DEFINE_SYMBOL "")
  target_precompile_headers(${target} REUSE_FROM weft_torch_headers)
endfunction()
