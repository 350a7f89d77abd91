/* SPDX-License-Identifier: Apache-2.0 */
#include "deliver.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
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

static brink_status write_text(const delivery *how, const sampled *what, char **text)
{
    switch (how->form->format) {
    case REPORT_JSON:
        return what->result ? brink_result_json(what->result, text)
                            : brink_comparison_json(what->comparison, text);
    case REPORT_CSV:
        return what->result ? brink_result_csv(what->result, text)
                            : brink_comparison_csv(what->comparison, text);
    default:
        return write_page(how, what, how->form->output, text);
    }
}

/* A result file; where it cannot be written, the screen gets the page. */
static int deliver_packed(const delivery *how, const sampled *what, output *out)
{
    if (!how->form->output && isatty(STDOUT_FILENO)) {
        complain(how->command, "a result file is not for a terminal: name it with --output NAME.brink");
        return STATUS_USAGE;
    }
    unsigned char *bytes;
    size_t n;
    const brink_status packed = sampled_pack(what, &bytes, &n);
    if (packed != BRINK_OK) {
        return fail(how->command, packed);
    }
    const int status = output_finish_bytes(out, bytes, n, how->command);
    free(bytes);
    char *page = NULL;
    if (status != STATUS_OK && how->form->output && write_page(how, what, NULL, &page) == BRINK_OK) {
        complain(how->command, "the page goes to standard output instead");
        (void)output_write(STDOUT_FILENO, NULL, page, strlen(page), how->command);
    } else if (status == STATUS_OK && how->form->output && !how->quiet) {
        report_written(how->command, how->form->output, sampled_made(what)->trials);
    }
    free(page);
    return status;
}

int deliver(const delivery *how, const sampled *what, output *out)
{
    if (how->form->format == REPORT_BRINK) {
        return deliver_packed(how, what, out);
    }
    char *text = NULL;
    const brink_status made = write_text(how, what, &text);
    if (made != BRINK_OK) {
        return fail(how->command, made);
    }
    const int status =
        report_deliver(how->command, how->form->output, out, text, how->quiet, sampled_made(what)->trials);
    free(text);
    return status;
}
