# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, a C source with the text of headers as strings: what generated code is compiled with (lib/codegen/prelude.h).
# Usage: cmake -D SOURCE_DIR=... -D OUTPUT=... -P write_prelude.cmake

set(prelude native/opening.h ../include/brink/status.h base/functions.h random/pcg.h random/stream.h expr/op.h expr/primitive.h expr/range.h model/semantics.h
    model/motion.h model/record.h native/host.h native/calls.h)
set(codegen native/opening.h ../include/brink/status.h base/functions.h random/pcg.h random/stream.h expr/op.h expr/primitive.h expr/range.h model/semantics.h
    model/motion.h model/record.h native/host.h engine/trial.h codegen/operations.h)
set(words native/words.h)
set(simd_tables native/simd_tables.h)
set(simd_state native/simd_state.h)
set(simd_body native/simd_windows.h native/simd_body.h native/simd_loop.h)

function(add_text name files)
    set(text "const char *const ${name}[] = {\n")
    foreach(file IN LISTS files)
        string(APPEND text "    \"/* ---- ${file} ---- */\\n\",\n")
        file(READ ${SOURCE_DIR}/lib/${file} content)
        foreach(text_file base/elementary.h random/generator.h) # included wherever their macros are set
            file(READ ${SOURCE_DIR}/lib/${text_file} inner)
            string(REPLACE "#include \"${text_file}\"\n" "${inner}" content "${content}")
        endforeach()
        # No own inclusions: all of it is one text. Semicolons and brackets would be list syntax to CMake.
        string(REGEX REPLACE "#include \"[^\"]*\"\n" "" content "${content}")
        string(REPLACE "\\" "\\\\" content "${content}")
        string(REPLACE "\"" "\\\"" content "${content}")
        string(REPLACE "\n" "\\n\",\n    \"" content "${content}")
        string(APPEND text "    \"${content}\\n\",\n")
    endforeach()
    string(APPEND text "    NULL};\n")
    set(written "${written}${text}" PARENT_SCOPE)
endfunction()

set(written "/* Written by cmake/write_prelude.cmake. */\n#include \"codegen/prelude.h\"\n\n#include <stddef.h>\n\n")
add_text(brink_i_native_prelude "${prelude}")
add_text(brink_i_codegen_prelude "${codegen}")
add_text(brink_i_native_words "${words}")
add_text(brink_i_native_simd_tables "${simd_tables}")
add_text(brink_i_native_simd_state "${simd_state}")
add_text(brink_i_native_simd_body "${simd_body}")
file(WRITE ${OUTPUT} "${written}")
