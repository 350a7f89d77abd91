/* SPDX-License-Identifier: Apache-2.0 */
/* Mechanisms: names from somebody's catalogue of causal claims. What the names stand for is not known here. */
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "model/build.h"

void brink_i_mechanisms_check(brink_diagnostics *list, const brink_source_text *ids, size_t n,
                              const char *of)
{
    for (size_t i = 0; i < n; i++) {
        const char *id = ids[i].text ? ids[i].text : "";
        int length = brink_i_text_columns(id, strlen(id));
        if (!brink_i_build_is_name(id)) {
            brink_i_diagnostics_add(list, BRINK_ERROR, "bad-name", ids[i].where, length,
                                    "as in mechanism: M30, or mechanism: [M30, M31]",
                                    "'%.80s' of %s cannot be the name of a mechanism", id, of);
            continue;
        }
        for (size_t j = 0; j < i; j++) {
            if (ids[j].text && strcmp(ids[j].text, id) == 0) {
                brink_i_diagnostics_add(list, BRINK_ERROR, "duplicate-name", ids[i].where, length,
                                        "name it once", "%s names the mechanism '%.80s' twice", of, id);
                break;
            }
        }
    }
}

brink_i_tags brink_i_build_mechanisms(brink_i_build *build, brink_mechanism_list list, const char *kind,
                                      const char *name)
{
    brink_i_tags tags = {NULL, 0};
    if (list.n == 0 || !name) {
        return tags;
    }
    const char *of = brink_i_build_text(build, "%s%s%s", kind, *kind ? " " : "", name);
    const char **ids = BRINK_I_BUILD_ARRAY(build, const char *, list.n);
    if (of && ids) {
        brink_i_mechanisms_check(build->list, list.ids, list.n, of);
        for (size_t i = 0; i < list.n; i++) {
            ids[i] = brink_i_build_keep(build, list.ids[i].text ? list.ids[i].text : "");
        }
        tags = (brink_i_tags){ids, (int)list.n};
    }
    return tags;
}

void brink_i_build_notes(brink_i_build *build)
{
    const brink_define_declaration *defines = BRINK_I_DECLARED(build, defines, brink_define_declaration);
    const brink_table_declaration *tables = BRINK_I_DECLARED(build, tables, brink_table_declaration);
    size_t n_defines = build->from->defines.n, n_tables = build->from->tables.n;
    brink_i_note *of_defines = BRINK_I_BUILD_ARRAY(build, brink_i_note, n_defines);
    brink_i_note *of_tables = BRINK_I_BUILD_ARRAY(build, brink_i_note, n_tables);
    for (size_t i = 0; of_defines && i < n_defines; i++) {
        of_defines[i].about = brink_i_build_keep(build, defines[i].about.text);
        of_defines[i].where = brink_i_build_where(build, defines[i].name.where);
        of_defines[i].mechanisms = brink_i_build_mechanisms(build, defines[i].mechanisms, "definition",
                                                            build->model->define_names[i]);
    }
    for (size_t i = 0; of_tables && i < n_tables; i++) {
        of_tables[i].about = brink_i_build_keep(build, tables[i].about.text);
        of_tables[i].where = brink_i_build_where(build, tables[i].name.where);
        of_tables[i].mechanisms =
            brink_i_build_mechanisms(build, tables[i].mechanisms, "table", build->model->tables[i].name);
    }
    build->model->define_notes = of_defines;
    build->model->table_notes = of_tables;
}
