/* SPDX-License-Identifier: Apache-2.0 */
#include "deliver.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "number.h"
#include "report.h"

static brink_status write_page(const delivery *how, const sampled *what, const char *name, char **text)
{
    const report_layout layout = report_layout_of(name);
    if (what->result) {
        brink_text_options options = BRINK_TEXT_OPTIONS_INIT;
        options.colour = layout.colour;
        options.unicode = layout.unicode;
        options.width = layout.width;
        options.all = how->all;
        return brink_result_text(what->result, &options, text);
    }
    brink_comparison_text_options options = BRINK_COMPARISON_TEXT_OPTIONS_INIT;
    options.colour = layout.colour;
    options.unicode = layout.unicode;
    options.width = layout.width;
    options.trace = how->trace;
    options.all = how->all;
    options.measures = how->measures;
    options.n_measures = how->n_measures;
    return brink_comparison_text(what->comparison, &options, text);
}

static brink_status write_form(const delivery *how, const sampled *what, char **bytes, size_t *n)
{
    brink_status status;
    *bytes = NULL;
    *n = 0;
    if (how->form->format == REPORT_BRINK) {
        unsigned char *packed = NULL;
        status = sampled_pack(what, &packed, n);
        *bytes = (char *)packed;
        return status;
    }
    if (how->form->format == REPORT_JSON) {
        status = what->result ? brink_result_json(what->result, bytes)
                              : brink_comparison_json(what->comparison, bytes);
    } else if (how->form->format == REPORT_CSV) {
        status = what->result ? brink_result_csv(what->result, bytes)
                              : brink_comparison_csv(what->comparison, bytes);
    } else {
        status = write_page(how, what, how->form->output, bytes);
    }
    *n = status == BRINK_OK ? strlen(*bytes) : 0;
    return status;
}

/* The file could not be written. */
static void rescue(const delivery *how, const sampled *what, const char *bytes, size_t n)
{
    char *page = NULL;
    if (how->form->format == REPORT_BRINK) {
        complain(how->command, "the page goes to standard output instead");
        if (write_page(how, what, NULL, &page) != BRINK_OK) {
            return;
        }
        bytes = page;
        n = strlen(page);
    } else {
        complain(how->command, "the result goes to standard output instead");
    }
    (void)output_write(STDOUT_FILENO, NULL, bytes, n, how->command);
    free(page);
}

int deliver(const delivery *how, const sampled *what, output *out)
{
    char *bytes;
    size_t n;
    const brink_status made = write_form(how, what, &bytes, &n);
    if (made != BRINK_OK) {
        return fail(how->command, made);
    }
    if (how->form->format == REPORT_BRINK && !how->form->output && isatty(STDOUT_FILENO)) {
        complain(how->command, "a result file is not for a terminal: name it with --output NAME.brink");
        free(bytes);
        return STATUS_USAGE;
    }
    const int status = output_finish_bytes(out, bytes, n, how->command);
    if (status != STATUS_OK && how->form->output) {
        rescue(how, what, bytes, n);
    } else if (status == STATUS_OK && how->form->output && !how->quiet) {
        char count[NUMBER_ROOM];
        complain(how->command, "wrote %s (%s trials)", how->form->output,
                 number_write_count(sampled_made(what)->trials, count));
    }
    free(bytes);
    return status;
}
