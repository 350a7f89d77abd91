# SPDX-License-Identifier: Apache-2.0
# The headers that generated code shares with the library, as text in the library (lib/codegen/prelude.h).

function(brink_use_prelude target)
    set(output ${PROJECT_BINARY_DIR}/generated/prelude.c)
    set(script ${PROJECT_SOURCE_DIR}/cmake/write_prelude.cmake)
    file(GLOB headers CONFIGURE_DEPENDS lib/native/*.h lib/engine/*.h lib/codegen/*.h lib/base/*.h lib/random/*.h lib/expr/*.h lib/model/*.h)
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -D SOURCE_DIR=${PROJECT_SOURCE_DIR} -D OUTPUT=${output} -P ${script}
        DEPENDS ${script} ${headers}
        VERBATIM)
    target_sources(${target} PRIVATE ${output})
endfunction()
