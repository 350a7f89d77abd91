# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, a C source with pages of the documentation as strings, line by line (driver/texts.h).
# Usage: cmake -D SOURCE_DIR=... -D OUTPUT=... -P write_texts.cmake

set(written "/* Written by cmake/write_texts.cmake. */\n#include \"texts.h\"\n\n#include <stddef.h>\n\n")
function(add_text name file)
    file(READ ${SOURCE_DIR}/${file} content)
    string(REPLACE "\\" "\\\\" content "${content}")
    string(REPLACE "\"" "\\\"" content "${content}")
    string(REPLACE "\n" "\",\n    \"" content "${content}")
    set(written "${written}const char *const ${name}[] = {\n    \"${content}\",\n    NULL};\n" PARENT_SCOPE)
endfunction()
add_text(text_format docs/scenario-format.md)
add_text(text_distributions docs/distributions.md)
add_text(text_schema docs/scenario.schema.json)
add_text(text_new docs/new-scenario.yaml)
file(WRITE ${OUTPUT} "${written}")
