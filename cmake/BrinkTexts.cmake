# SPDX-License-Identifier: Apache-2.0
# Pages of the documentation that the driver has with it, so that help needs no files: `brink help TOPIC`, `brink schema`, `brink new`.

function(brink_use_texts target)
    set(output ${PROJECT_BINARY_DIR}/generated/texts.c)
    set(script ${PROJECT_SOURCE_DIR}/cmake/write_texts.cmake)
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -D SOURCE_DIR=${PROJECT_SOURCE_DIR} -D OUTPUT=${output} -P ${script}
        DEPENDS ${script} docs/scenario-format.md docs/distributions.md docs/scenario.schema.json docs/new-scenario.yaml
        VERBATIM)
    target_sources(${target} PRIVATE ${output})
endfunction()
