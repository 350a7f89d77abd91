# SPDX-License-Identifier: Apache-2.0
# Library, headers, driver, scenarios and schema; a CMake package and a pkg-config file.

if(NOT PROJECT_IS_TOP_LEVEL)
    return()
endif()
include(CMakePackageConfigHelpers)

set(brink_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/brink)
install(TARGETS brink EXPORT brink-targets)
install(EXPORT brink-targets NAMESPACE brink:: DESTINATION ${brink_package_dir})
install(FILES ${BRINK_PUBLIC_HEADERS} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/brink)
if(TARGET brink_driver)
    install(TARGETS brink_driver)
    if(BUILD_SHARED_LIBS)
        file(RELATIVE_PATH brink_lib_from_bin ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
        set_target_properties(brink_driver PROPERTIES INSTALL_RPATH "$ORIGIN/${brink_lib_from_bin}")
    endif()
endif()
if(EXISTS ${PROJECT_SOURCE_DIR}/scenarios)
    install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/brink FILES_MATCHING
        PATTERN "*.yaml" PATTERN "*.md")
endif()
file(GLOB brink_schemas CONFIGURE_DEPENDS docs/*.schema.json)
install(FILES ${brink_schemas} DESTINATION ${CMAKE_INSTALL_DATADIR}/brink)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(cmake/brink-config.cmake.in ${PROJECT_BINARY_DIR}/brink-config.cmake
    INSTALL_DESTINATION ${brink_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/brink-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/brink-config.cmake ${PROJECT_BINARY_DIR}/brink-config-version.cmake
    cmake/BrinkDependencies.cmake DESTINATION ${brink_package_dir})

# A static library cannot carry what it needs: its users link that too, without having to ask with --static.
list(TRANSFORM CMAKE_DL_LIBS PREPEND -l OUTPUT_VARIABLE brink_pc_dl) # generated code is loaded
list(JOIN brink_pc_dl " " brink_pc_dl)
if(BUILD_SHARED_LIBS)
    set(brink_pc_private .private)
    set(brink_pc_libs "")
    set(brink_pc_libs_private "-lm ${brink_pc_dl} ${OpenMP_C_FLAGS} -pthread")
else()
    set(brink_pc_private "")
    set(brink_pc_libs "-lm ${brink_pc_dl} ${OpenMP_C_FLAGS} -pthread")
    set(brink_pc_libs_private "")
endif()
foreach(dir INCLUDEDIR LIBDIR)
    set(brink_pc_${dir} "\${prefix}/${CMAKE_INSTALL_${dir}}")
    if(IS_ABSOLUTE "${CMAKE_INSTALL_${dir}}")
        set(brink_pc_${dir} "${CMAKE_INSTALL_${dir}}")
    endif()
endforeach()
# The prefix is found from where the file lies, so that a tree that was installed elsewhere, or moved, works.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
    set(brink_pc_prefix "${CMAKE_INSTALL_PREFIX}")
else()
    file(RELATIVE_PATH brink_pc_prefix "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" /prefix)
    string(REGEX REPLACE "/$" "" brink_pc_prefix "\${pcfiledir}/${brink_pc_prefix}")
endif()
configure_file(cmake/brink.pc.in ${PROJECT_BINARY_DIR}/brink.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/brink.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
