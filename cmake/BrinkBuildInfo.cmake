# SPDX-License-Identifier: Apache-2.0
# brink_build_info.h, which says what made this build. Written at build time, because the commit changes
# between two builds of one configuration; rewritten only when its text changes, so that nothing rebuilds idly.

find_package(Git QUIET)

set(BRINK_BUILD_INFO_DIR ${PROJECT_BINARY_DIR}/generated)
list(JOIN BRINK_FLOAT_FLAGS " " brink_float_flags)
list(JOIN BRINK_SANITIZE_FLAGS " " brink_sanitize_flags)
string(STRIP "-std=c17 ${BRINK_USER_FLAGS} ${brink_float_flags} ${brink_sanitize_flags}" brink_build_flags)

add_custom_target(brink_build_info
    COMMAND ${CMAKE_COMMAND}
        -D "GIT=${GIT_EXECUTABLE}"
        -D "SOURCE_DIR=${PROJECT_SOURCE_DIR}"
        -D "VERSION=${PROJECT_VERSION}"
        -D "COMPILER=${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION}"
        -D "FLAGS=${brink_build_flags}"
        -D "OUTPUT=${BRINK_BUILD_INFO_DIR}/brink_build_info.h"
        -P ${PROJECT_SOURCE_DIR}/cmake/write_build_info.cmake
    BYPRODUCTS ${BRINK_BUILD_INFO_DIR}/brink_build_info.h
    COMMENT "Looking up the commit"
    VERBATIM)

function(brink_use_build_info target)
    target_include_directories(${target} PRIVATE ${BRINK_BUILD_INFO_DIR})
    add_dependencies(${target} brink_build_info)
endfunction()
