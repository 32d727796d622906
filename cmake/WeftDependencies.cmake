# Every library we take from the system, found in one place and visible everywhere; who links what is said by the
# modules: no target, no include.

set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

# The engine.
find_package(TBB REQUIRED)                                        # TBB::tbb
find_package(nlohmann_json REQUIRED)                              # nlohmann_json::nlohmann_json
find_package(spdlog REQUIRED)                                     # spdlog::spdlog
find_package(CLI11 REQUIRED)                                      # CLI11::CLI11
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET GLOBAL libxxhash)  # PkgConfig::XXHASH

# The packs.
find_package(ZLIB REQUIRED)                                       # ZLIB::ZLIB
find_package(PNG REQUIRED)                                        # PNG::PNG
find_package(JPEG REQUIRED)                                       # JPEG::JPEG
find_package(Vulkan REQUIRED COMPONENTS glslc)                    # Vulkan::Vulkan, Vulkan::glslc
find_package(Freetype REQUIRED)                                   # Freetype::Freetype
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET GLOBAL libwebp)      # PkgConfig::WEBP
pkg_check_modules(HARFBUZZ REQUIRED IMPORTED_TARGET GLOBAL harfbuzz) # PkgConfig::HARFBUZZ

# The editor.
find_package(Qt6 REQUIRED COMPONENTS Widgets)                     # Qt6::Widgets

# The tests.
if(WEFT_TESTS)
  find_package(Qt6 REQUIRED COMPONENTS Core Test)                 # Qt6::Core, Qt6::Test
  find_package(benchmark QUIET)                                   # benchmark::benchmark
endif()
