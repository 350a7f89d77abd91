/* SPDX-License-Identifier: Apache-2.0 */
#include "result/csv_writer.h"

#include <math.h>
#include <string.h>

#include "result/number.h"

void brink_i_csv_field(brink_i_text *text, const char *field)
{
    if (!strpbrk(field, ",\"\r\n")) {
        brink_i_text_add(text, field);
        return;
    }
    brink_i_text_add(text, "\"");
    for (; *field; field++) {
        brink_i_text_add_bytes(text, field, 1);
        if (*field == '"') {
            brink_i_text_add(text, "\"");
        }
    }
    brink_i_text_add(text, "\"");
}

void brink_i_csv_number(brink_i_text *text, double x)
{
    char number[BRINK_I_NUMBER_ROOM];
    brink_i_text_add(text, ",");
    if (isfinite(x)) {
        brink_i_text_add(text, brink_i_number_exact(number, x));
    }
}

void brink_i_csv_comment(brink_i_text *text, const char *key, const char *value)
{
    if (!value || !value[0]) {
        return;
    }
    brink_i_text_addf(text, "# %s: ", key);
    size_t length = strlen(value);
    while (length > 0 && strchr("\r\n", value[length - 1])) {
        length--;
    }
    for (size_t i = 0; i < length; i++) {
        brink_i_text_add_bytes(text, strchr("\r\n", value[i]) ? " " : &value[i], 1);
    }
    brink_i_text_add(text, "\n");
}

void brink_i_csv_parameters(brink_i_text *text, const brink_model *model)
{
    for (int i = 0; i < model->n_params; i++) {
        const brink_i_param *param = &model->params[i];
        const char *unit = brink_i_result_unit(param->unit);
        brink_i_text value;
        brink_i_text_init(&value);
        brink_i_text_addf(&value, "%s = %s%s%s%s", param->name, param->value.text, unit[0] ? " [" : "", unit,
                          unit[0] ? "]" : "");
        if (param->overridden) {
            brink_i_text_addf(&value, " instead of %s, set by %s",
                              param->original_text ? param->original_text : "?",
                              param->origin ? param->origin : "?");
        }
        text->failed = text->failed || value.failed;
        brink_i_csv_comment(text, param->lever ? "lever" : "parameter", value.bytes);
        brink_i_text_free(&value);
    }
}

void brink_i_csv_made_by(brink_i_text *text, const brink_provenance *made)
{
    char number[BRINK_I_NUMBER_ROOM];
    if (strcmp(made->engine, BRINK_I_SAVED) == 0) {
        brink_i_text_addf(text, "# made by brink %s, from a result file\n", made->version);
        return;
    }
    brink_i_text_addf(
        text, "# made by brink %s, commit %s, %s%s%s, instruction set %s, threads: %d, took %s s\n",
        made->version, made->commit, made->engine, made->code_compiler[0] ? ", " : "", made->code_compiler,
        made->instruction_set, made->threads, brink_i_number_human(number, made->seconds, 3));
}
