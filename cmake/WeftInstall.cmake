# The installed tree: bin/runner, lib/weft, the headers for plugins and a CMake package, the graphs and their models; and
# what authors of plugins read and copy, at the same places below share/doc/weft as here, so that links hold.

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
  ${PROJECT_SOURCE_DIR}/cmake/weft_plugin.map ${PROJECT_SOURCE_DIR}/cmake/describe_plugin.cmake
  ${PROJECT_BINARY_DIR}/WeftConfigVersion.cmake
  DESTINATION lib/cmake/Weft)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/graphs/ DESTINATION share/weft/graphs)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/weft)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/plugins DESTINATION share/doc/weft
  PATTERN plugins/CMakeLists.txt EXCLUDE PATTERN build EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/engine/sdk/README.md DESTINATION share/doc/weft/engine/sdk OPTIONAL)
install(FILES ${PROJECT_SOURCE_DIR}/engine/abi/README.md DESTINATION share/doc/weft/engine/abi OPTIONAL)
