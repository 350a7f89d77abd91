/* SPDX-License-Identifier: Apache-2.0 */
#include "model/values.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char ELLIPSIS[] = "\xE2\x80\xA6";

/* vsnprintf that marks a cut, never inside a UTF-8 character. */
static void write_cut(char *out, size_t size, const char *format, va_list args)
{
    int length = vsnprintf(out, size, format, args);
    if (length < 0) {
        out[0] = '\0';
    } else if ((size_t)length >= size) {
        size_t end = size - sizeof ELLIPSIS;
        while (end > 0 && ((unsigned char)out[end] & 0xC0) == 0x80) {
            end--;
        }
        memcpy(out + end, ELLIPSIS, sizeof ELLIPSIS);
    }
}

__attribute__((format(printf, 3, 4))) static void format_cut(char *out, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_cut(out, size, format, args);
    va_end(args);
}

void brink_i_fault_set(brink_fault *fault, brink_fault_kind kind, uint64_t trial, double time,
                       brink_where where, const char *place, const char *format, ...)
{
    fault->kind = kind;
    fault->trial = trial;
    fault->time = time;
    fault->where = where;
    fault->values[0] = '\0';
    format_cut(fault->place, sizeof fault->place, "%s", place);
    va_list args;
    va_start(args, format);
    write_cut(fault->message, sizeof fault->message, format, args);
    va_end(args);
    for (char *nan = strstr(fault->message, "-nan"); nan; nan = strstr(nan, "-nan")) {
        memmove(nan, nan + 1, strlen(nan)); /* whether a NaN has a sign differs between machines */
    }
}

typedef struct list {
    char *out;
    size_t length, size;
    bool full;
} list;

__attribute__((format(printf, 2, 3))) static void add_item(list *to, const char *format, ...)
{
    if (to->full) {
        return;
    }
    char item[256];
    va_list args;
    va_start(args, format);
    write_cut(item, sizeof item, format, args);
    va_end(args);
    const char *comma = to->length ? ", " : "";
    size_t length = strlen(comma) + strlen(item);
    /* Room for a later ", ..." is kept in any case. */
    if (to->length + length + 2 + sizeof ELLIPSIS > to->size) {
        to->length += (size_t)snprintf(to->out + to->length, to->size - to->length, "%s%s", comma, ELLIPSIS);
        to->full = true;
        return;
    }
    to->length += (size_t)snprintf(to->out + to->length, to->size - to->length, "%s%s", comma, item);
}

static void add_number(list *to, const char *name, double value, const brink_i_unit *unit)
{
    if (!unit || brink_i_unit_is_one(unit)) {
        add_item(to, "%s = %.6g", name, value);
    } else {
        add_item(to, "%s = %.6g %s", name, value, brink_i_unit_text(unit));
    }
}

enum what { MACHINES, ENTRIES, STOCKS, PARAMS, TIME };

static bool contains(const int *items, int n, int wanted)
{
    for (int i = 0; i < n; i++) {
        if (items[i] == wanted) {
            return true;
        }
    }
    return false;
}

/* Whether the reads hold item i of this kind, themselves or inside a tracked comparison. Comparisons nest
 * only as deep as the expressions that hold them. */
static bool holds(const brink_model *model, const brink_i_reads *reads, enum what what, int i)
{
    bool here = what == MACHINES  ? contains(reads->machines, reads->n_machines, i)
                : what == ENTRIES ? contains(reads->entries, reads->n_entries, i)
                : what == STOCKS  ? contains(reads->stocks, reads->n_stocks, i)
                : what == PARAMS  ? contains(reads->params, reads->n_params, i)
                                  : reads->time;
    for (int k = 0; !here && k < reads->n_comparisons; k++) {
        here = holds(model, &model->comparisons[reads->comparisons[k]].reads, what, i);
    }
    return here;
}

void brink_i_fault_values(brink_fault *fault, const brink_model *model, const brink_i_reads *reads,
                          const brink_i_env *env)
{
    list to = {fault->values, 0, sizeof fault->values, false};
    fault->values[0] = '\0';
    for (int i = 0; env->stocks && i < model->n_stocks; i++) {
        if (holds(model, reads, STOCKS, i)) {
            add_number(&to, model->stocks[i].name, env->stocks[i], model->stocks[i].unit);
        }
    }
    for (int i = 0; env->states && i < model->n_machines; i++) {
        const brink_i_machine *machine = &model->machines[i];
        int state = env->states[i];
        if (holds(model, reads, MACHINES, i) && state >= 0 && state < machine->n_states) {
            add_item(&to, "%s = %s", machine->name, machine->states[state]);
        }
    }
    for (int i = 0; env->entered && i < model->n_machines; i++) {
        if (holds(model, reads, ENTRIES, i)) {
            add_item(&to, "elapsed(%s) = %.6g %s", model->machines[i].name, env->time - env->entered[i],
                     brink_i_unit_text(model->time_unit));
        }
    }
    if (holds(model, reads, TIME, 0)) {
        add_number(&to, "time", env->time, model->time_unit);
    }
    for (int i = 0; env->params && i < model->n_params; i++) {
        if (holds(model, reads, PARAMS, i)) {
            add_number(&to, model->params[i].name, env->params[i], model->params[i].unit);
        }
    }
}
