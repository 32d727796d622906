# The installed tree: bin/runner, lib/weft, the headers for plugins and a CMake package, the graphs and their models.

include(CMakePackageConfigHelpers)

foreach(part abi sdk)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/engine/${part}/include/ DESTINATION include
    FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
endforeach()

# The package depends on no architecture: it brings headers and a function.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/WeftConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  ${PROJECT_SOURCE_DIR}/cmake/WeftConfig.cmake ${PROJECT_SOURCE_DIR}/cmake/WeftPlugin.cmake
  ${PROJECT_SOURCE_DIR}/cmake/weft_plugin.map ${PROJECT_BINARY_DIR}/WeftConfigVersion.cmake
  DESTINATION lib/cmake/Weft)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/graphs/ DESTINATION share/weft/graphs)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/weft)
