/* SPDX-License-Identifier: Apache-2.0 */
#include "form.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"

const char *const form_words[] = {"text", "json", NULL};

static const struct {
    const char *ending, *word;
} endings[] = {{"txt", "text"},     {"json", "json"},   {"csv", "csv"},     {"text", "text"},
               {"dot", "graphviz"}, {"gv", "graphviz"}, {"mmd", "mermaid"}, {"brink", "brink"}};

static int position_of(const char *word, const char *const *words)
{
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], word) == 0) {
            return i;
        }
    }
    return FORM_UNSET;
}

/* What follows the last dot of the file's own name; NULL if there is none. */
static const char *ending_of(const char *name)
{
    const char *base = strrchr(name, '/');
    base = base ? base + 1 : name;
    const char *dot = strrchr(base, '.');
    return dot && dot != base && dot[1] ? dot + 1 : NULL;
}

/* ".txt, .json and .csv": the first ending of each word. */
static void list_endings(const char *const *words, char *out, size_t room)
{
    int left = 0;
    for (int i = 0; words[i]; i++) {
        left++;
    }
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; words[i]; i++, left--) {
        size_t k = 0;
        while (strcmp(endings[k].word, words[i]) != 0) {
            k++;
        }
        int n = snprintf(out + used, room - used, "%s.%s",
                         used == 0   ? ""
                         : left == 1 ? " and "
                                     : ", ",
                         endings[k].ending);
        used += n > 0 ? (size_t)n : 0;
    }
}

static int settle_by_ending(const char *command, form *self, const char *const *words)
{
    const char *ending = self->output ? ending_of(self->output) : NULL;
    self->format = ending ? FORM_UNSET : 0;
    for (size_t i = 0; ending && i < sizeof endings / sizeof *endings; i++) {
        if (strcasecmp(ending, endings[i].ending) == 0) {
            self->format = position_of(endings[i].word, words);
        }
    }
    if (self->format != FORM_UNSET) {
        return STATUS_OK;
    }
    char known[80];
    list_endings(words, known, sizeof known);
    complain(command, "--output %s: no format is known by the ending .%s", self->output, ending);
    remark("  there are %s; with --format the name may be any", known);
    return STATUS_USAGE;
}

int form_settle(const char *command, form *self, const char *const *words)
{
    if (self->output && strcmp(self->output, "-") == 0) {
        self->output = NULL;
    }
    const int json = position_of("json", words);
    if (self->json && self->format != FORM_UNSET && self->format != json) {
        complain(command, "--json and --format %s contradict each other", words[self->format]);
        return STATUS_USAGE;
    }
    self->format = self->json ? json : self->format;
    return self->format == FORM_UNSET ? settle_by_ending(command, self, words) : STATUS_OK;
}

int form_begin(const char *command, form *self)
{
    self->screen = -1;
    if (!self->output) {
        return STATUS_OK;
    }
    int status = output_open(&self->file, self->output, command);
    if (status != STATUS_OK) {
        return status;
    }
    fflush(stdout);
    self->screen = dup(STDOUT_FILENO);
    if (self->screen < 0 || dup2(self->file.descriptor, STDOUT_FILENO) < 0) {
        output_discard(&self->file);
        return fail(command, BRINK_ERR_IO);
    }
    return STATUS_OK;
}

int form_end(const char *command, form *self, int status)
{
    if (self->screen < 0) {
        return status;
    }
    fflush(stdout);
    const bool empty = lseek(self->file.descriptor, 0, SEEK_CUR) == 0;
    (void)dup2(self->screen, STDOUT_FILENO);
    close(self->screen);
    self->screen = -1;
    if (output_failed() || (status != STATUS_OK && empty)) {
        output_discard(&self->file);
        return status;
    }
    const int placed = output_finish(&self->file, "", command);
    return placed != STATUS_OK ? placed : status;
}
