/* SPDX-License-Identifier: Apache-2.0 */
#include "fault_report.h"

#include <stdio.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"
#include "shell.h"

enum { WIDTH = 100, INDENT = 10 };

/* "a = 1, b = 2" with line breaks only between the values. */
static void print_values(FILE *out, const char *values)
{
    size_t column = INDENT;
    while (*values) {
        const char *comma = strstr(values, ", ");
        size_t length = comma ? (size_t)(comma - values) + 1 : strlen(values);
        if (column > INDENT && column + 1 + length > WIDTH) {
            fprintf(out, "\n%*s", INDENT, "");
            column = INDENT;
        } else if (column > INDENT) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", (int)length, values);
        column += length;
        values += length + (comma != NULL);
    }
    fputc('\n', out);
}

static int fault_status(const brink_fault *fault)
{
    if (fault->kind == BRINK_FAULT_UNFINISHED) {
        return STATUS_OK;
    }
    if (fault->kind != BRINK_FAULT_BOUND) {
        return STATUS_FAULT;
    }
    remark("This is a bug in Brink: please report it with the scenario and the command.");
    return STATUS_INTERNAL;
}

int fault_remark(const char *command, uint64_t trial, const char *variant, const brink_fault *fault)
{
    const char *with = variant ? " with '" : "", *end = variant ? "'" : "";
    variant = variant ? variant : "";
    if (fault->kind == BRINK_FAULT_UNFINISHED) {
        complain(command, "trial %llu%s%s%s goes on, but %s; --events allows more", (unsigned long long)trial,
                 with, variant, end, fault->message);
    } else {
        complain(command, "trial %llu met a fault%s%s%s: %s", (unsigned long long)trial, with, variant, end,
                 fault->message);
    }
    return fault_status(fault);
}

static void print_replay(const scenario_choice *choice, const brink_fault *fault)
{
    fputs("  replay: brink trace ", stderr);
    shell_print_word(stderr, choice->name);
    fprintf(stderr, " --seed %llu --trial %llu", (unsigned long long)fault->seed,
            (unsigned long long)fault->trial);
    if (choice->variant) {
        fputs(" --variant ", stderr);
        shell_print_word(stderr, choice->variant);
    }
    for (size_t i = 0; i < choice->sets.n; i++) {
        fputs(" --set ", stderr);
        shell_print_word(stderr, choice->sets.items[i]);
    }
    fputc('\n', stderr);
}

void fault_report_dropped(const char *command, const scenario_choice *choice, const brink_model *model,
                          const brink_fault *fault)
{
    if (fault->kind == BRINK_FAULT_UNFINISHED) {
        complain(command,
                 "trial %llu was dropped: it had come to time %.10g %s only; the result ends before it",
                 (unsigned long long)fault->trial, fault->time, brink_model_time_unit(model));
        print_replay(choice, fault);
    }
}

int fault_report(const char *command, const scenario_choice *choice, const brink_model *model,
                 const brink_fault *fault)
{
    complain(command, "trial %llu met a fault", (unsigned long long)fault->trial);
    if (fault->where.file && fault->where.line > 0) {
        remark("  where:  %s:%d:%d", fault->where.file, fault->where.line, fault->where.column);
    }
    remark("  rule:   %s", fault->place);
    remark("  what:   %s", fault->message);
    remark("  when:   time %.10g %s, seed %llu", fault->time, brink_model_time_unit(model),
           (unsigned long long)fault->seed);
    if (fault->values[0]) {
        fputs("  read:   ", stderr);
        print_values(stderr, fault->values);
    }
    print_replay(choice, fault);
    return fault_status(fault);
}
