/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>

#include "compile/compute.h"
#include "expr/range.h"
#include "kernel/worker.h"
#include "model/values.h"

double brink_i_stock_now(const brink_i_worker *w, int stock)
{
    const brink_i_stock_code *code = &w->program->stocks[stock];
    return code->slot < 0 ? w->values[code->cell] : brink_i_segment_at(&w->segments[stock], w->now);
}

static double compute(brink_i_worker *w, const brink_i_cell *cell)
{
    switch (cell->op) {
    case BRINK_I_OP_STOCK:
        return brink_i_segment_at(&w->segments[cell->index], w->now);
    case BRINK_I_OP_IN_STATE:
        return (double)(cell->states >> w->states[cell->index] & 1);
    case BRINK_I_OP_TIME:
        return w->now;
    case BRINK_I_OP_ELAPSED:
        return w->now - w->entered[cell->index];
    default:
        break;
    }
    if (cell->atom >= 0) {
        return w->by_value[cell->atom] ? brink_i_truth(brink_i_atom_by_value(w, cell->atom)) : (double)w->truths[cell->atom];
    }
    return brink_i_compute(cell, w->values, w->program->model->tables);
}

/* Brings the cells of a code up to date at `now`. */
static void refresh(brink_i_worker *w, const brink_i_code *code)
{
    const brink_i_cell *cells = w->program->cells;
    for (int i = 0; i < code->n_cells; i++) {
        int c = code->cells[i];
        if (cells[c].binding == BRINK_I_MOVING) {
            w->values[c] = compute(w, &cells[c]);
        } else if (!w->valid[c]) {
            w->values[c] = compute(w, &cells[c]);
            w->valid[c] = 1;
        }
    }
}

static double walk(brink_i_worker *w, const brink_i_draw_node *node, const brink_i_rule *rule, brink_i_stream *stream);

static double draw(brink_i_worker *w, const brink_i_draw_node *node, const brink_i_rule *rule, brink_i_stream *stream)
{
    double args[2 * BRINK_I_DIST_MAX_PAIRS + 2];
    brink_i_dist made;
    const brink_i_dist *dist = node->prepared;
    if (!dist) {
        int n = node->n - (node->truncated ? 2 : 0);
        for (int i = 0; i < node->n; i++) {
            args[i] = walk(w, node->args[i], rule, stream);
        }
        const char *wrong = brink_i_dist_prepare(&made, node->dist, args, n);
        if (!wrong && node->truncated) {
            wrong = brink_i_dist_truncate(&made, args[n], args[n + 1]);
        }
        if (wrong) {
            brink_i_worker_fault(w, BRINK_FAULT_DISTRIBUTION, node->expr->where, brink_i_dist_name(node->dist), rule, "%s: %s",
                                 brink_i_dist_name(node->dist), wrong);
            return NAN;
        }
        dist = &made;
    }
    return brink_i_dist_quantile(dist, brink_i_stream_uniform(stream));
}

static double walk(brink_i_worker *w, const brink_i_draw_node *node, const brink_i_rule *rule, brink_i_stream *stream)
{
    if (node->value) {
        return brink_i_value(w, node->value, stream);
    }
    if (node->op == BRINK_I_OP_DRAW) {
        return draw(w, node, rule, stream);
    }
    if (node->op == BRINK_I_OP_IF) {
        return walk(w, node->args[walk(w, node->args[0], rule, stream) > 0 ? 1 : 2], rule, stream);
    }
    double args[3] = {0};
    for (int i = 0; i < node->n && i < 3; i++) {
        args[i] = walk(w, node->args[i], rule, stream);
    }
    return node->op == BRINK_I_OP_TABLE ? brink_i_table_at(&w->program->model->tables[node->expr->index], args[0])
                                        : brink_i_apply((brink_i_op)node->op, args[0], args[1], args[2]);
}

double brink_i_value(brink_i_worker *w, const brink_i_code *code, brink_i_stream *stream)
{
    if (code->tree) {
        return walk(w, code->tree, code->rule, stream);
    }
    if (code->binding == BRINK_I_MOVING || (code->binding == BRINK_I_EVENT && !w->valid[code->root])) {
        refresh(w, code);
    }
    return w->values[code->root];
}

/* Something that expressions read has changed: what depends on it becomes invalid, due, or to be renewed. */
void brink_i_changed(brink_i_worker *w, int input)
{
    const brink_i_input *in = &w->program->inputs[input];
    for (int i = 0; i < in->n_cells; i++) {
        w->valid[in->cells[i]] = 0;
    }
    for (int i = 0; i < in->n_stocks; i++) {
        w->stock_due[in->stocks[i]] = true;
        w->any_due = true;
    }
    for (int i = 0; i < in->n_atoms; i++) {
        int k = in->atoms[i];
        w->atom_due[k] = true;
        w->any_due = true;
        if (in->recompute) {
            w->by_value[k] = 1;
            w->valid[w->program->atoms[k].cell] = 0;
        }
    }
    for (int i = 0; i < in->n_hazards; i++) {
        const brink_i_hazard_reader *reader = &in->hazards[i];
        if (reader->states >> w->states[reader->machine] & 1) {
            w->budgets[reader->machine].renew = true;
        }
    }
}

bool brink_i_atom_by_value(brink_i_worker *w, int atom)
{
    const brink_i_atom_code *code = &w->program->atoms[atom];
    double left = brink_i_value(w, &code->left, NULL);
    return brink_i_apply(code->op, left, brink_i_value(w, &code->right, NULL), 0) != 0;
}

/* Value and time derivative together, over the moving cells of a code. */
void brink_i_code_slope(brink_i_worker *w, const brink_i_code *code, double *value, double *slope)
{
    const brink_i_program *p = w->program;
    *value = brink_i_value(w, code, NULL);
    *slope = 0;
    if (code->binding != BRINK_I_MOVING) {
        return;
    }
    for (int i = 0; i < code->n_moving; i++) {
        int c = code->moving[i];
        const brink_i_cell *cell = &p->cells[c];
        if (cell->op == BRINK_I_OP_STOCK) {
            w->slopes[c] = brink_i_segment_slope(&w->segments[cell->index], w->values[c]);
            continue;
        }
        if (cell->op == BRINK_I_OP_TIME || cell->op == BRINK_I_OP_ELAPSED) {
            w->slopes[c] = 1;
            continue;
        }
        brink_i_dual args[3] = {{0, 0}, {0, 0}, {0, 0}};
        for (int j = 0; j < 3 && cell->arg[j] >= 0; j++) {
            int a = cell->arg[j];
            args[j].value = w->values[a];
            args[j].slope = p->cells[a].binding == BRINK_I_MOVING ? w->slopes[a] : 0;
        }
        w->slopes[c] = brink_i_apply_dual((brink_i_op)cell->op, args[0], args[1], args[2]).slope;
    }
    *slope = w->slopes[code->root];
}

/* Bounds over [now, until]; the still cells below must be up to date, which brink_i_value at `now` has done. */
void brink_i_code_range(brink_i_worker *w, const brink_i_code *code, double until, double *low, double *high)
{
    const brink_i_program *p = w->program;
    for (int i = 0; i < code->n_moving; i++) {
        int c = code->moving[i];
        const brink_i_cell *cell = &p->cells[c];
        brink_i_range out;
        if (cell->op == BRINK_I_OP_STOCK) {
            double a = brink_i_segment_at(&w->segments[cell->index], w->now);
            double b = brink_i_segment_at(&w->segments[cell->index], until);
            out = (brink_i_range){a < b ? a : b, a < b ? b : a};
        } else if (cell->op == BRINK_I_OP_TIME) {
            out = (brink_i_range){w->now, until};
        } else if (cell->op == BRINK_I_OP_ELAPSED) {
            out = (brink_i_range){w->now - w->entered[cell->index], until - w->entered[cell->index]};
        } else {
            brink_i_range args[3] = {{0, 0}, {0, 0}, {0, 0}};
            for (int j = 0; j < 3 && cell->arg[j] >= 0; j++) {
                int a = cell->arg[j];
                bool moving = p->cells[a].binding == BRINK_I_MOVING;
                args[j] = moving ? (brink_i_range){w->low[a], w->high[a]} : (brink_i_range){w->values[a], w->values[a]};
            }
            out = cell->op == BRINK_I_OP_TABLE ? brink_i_range_table(&p->model->tables[cell->index], args[0])
                                               : brink_i_range_apply((brink_i_op)cell->op, args[0], args[1], args[2]);
        }
        w->low[c] = out.low;
        w->high[c] = out.high;
    }
    *low = w->low[code->root];
    *high = w->high[code->root];
}

void brink_i_worker_fault(brink_i_worker *w, brink_fault_kind kind, brink_where where, const char *place,
                          const brink_i_rule *rule, const char *format, ...)
{
    if (w->faulted) {
        return;
    }
    w->faulted = true;
    char message[sizeof w->fault->message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    const brink_i_program *p = w->program;
    const brink_model *model = p->model;
    brink_i_fault_set(w->fault, kind, w->trial, w->now, where, place, "%s", message);
    w->fault->seed = w->kernel->seed;
    if (!rule) {
        return;
    }
    for (int i = 0; i < model->n_stocks; i++) {
        w->stock_values[i] = brink_i_stock_now(w, i);
    }
    const brink_i_env env = {.params = w->param_values,
                             .stocks = w->stock_values,
                             .states = w->states,
                             .entered = w->entered,
                             .time = w->now,
                             .truths = w->truths,
                             .by_value = w->by_value,
                             .tables = model->tables};
    brink_i_fault_values(w->fault, model, &rule->reads, &env);
}
