/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit.h"

#include <string.h>

/* What a change of an input touches: masks for the sets of the trial. */

bool brink_i_emit_looks(const brink_i_code *code)
{
    return code->root >= 0 && code->binding != BRINK_I_MOVING;
}

/* Whether a code's value may be another after a change of the input. */
static bool depends(const brink_i_emitter *e, const brink_i_code *code, int x)
{
    const brink_i_input *input = &e->p->inputs[x];
    const brink_i_cell *root = &e->p->cells[code->root];
    if (root->comparison >= 0) {
        return x == brink_i_input_comparison(e->p, root->comparison);
    }
    if (root->op == BRINK_I_OP_STOCK) {
        return x == brink_i_input_jump(e->p, root->index);
    }
    for (int i = 0; i < input->n_cells; i++) {
        if (input->cells[i] == code->root) {
            return true;
        }
    }
    return false;
}

/* Whether a `when` of the machine may be another after a change of the input. */
static bool whens_depend(const brink_i_emitter *e, int m, int x)
{
    const brink_i_machine_code *code = &e->p->machines[m];
    for (int i = 0; i < code->machine->n_transitions; i++) {
        const brink_i_transition_code *t = &code->transitions[i];
        if (t->transition->trigger == BRINK_WHEN && brink_i_emit_looks(&t->value) &&
            depends(e, &t->value, x)) {
            return true;
        }
    }
    return false;
}

static void add(uint64_t *set, int i) { set[i / 64] |= UINT64_C(1) << (i % 64); }

enum { MOST_WORDS = 4096 };

static void emit_mask(brink_i_emitter *e, const char *set, const uint64_t *mask, int n, bool drop)
{
    for (int w = 0; w < (n + 63) / 64; w++) {
        if (mask[w]) {
            EMIT(e, "    s->%s[%d] %s UINT64_C(%#llx);\n", set, w,
                 drop ? "&= ~" : "|=", (unsigned long long)mask[w]);
        }
    }
}

static uint64_t all_states(const brink_model *model, int machine)
{
    int n = model->machines[machine].n_states;
    return n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

static void emit_body(brink_i_emitter *e, int x)
{
    const brink_i_program *p = e->p;
    const brink_i_input *input = &p->inputs[x];
    static const uint64_t nothing[MOST_WORDS];
    uint64_t mask[MOST_WORDS];
    memcpy(mask, nothing, sizeof mask);
    for (int i = 0; i < input->n_cells; i++) {
        if (e->kept[input->cells[i]]) {
            add(mask, input->cells[i]);
        }
    }
    emit_mask(e, "valid", mask, p->n_cells, true);
    memcpy(mask, nothing, sizeof mask);
    for (int i = 0; i < input->n_stocks; i++) {
        add(mask, input->stocks[i]);
    }
    emit_mask(e, "stock_due", mask, e->model->n_stocks, false);
    memcpy(mask, nothing, sizeof mask);
    for (int i = 0; i < input->n_comparisons; i++) {
        add(mask, input->comparisons[i]);
    }
    emit_mask(e, "comparison_due", mask, e->model->n_comparisons, false);
    if (input->recompute) {
        emit_mask(e, "by_value", mask, e->model->n_comparisons, false);
    }
    memcpy(mask, nothing, sizeof mask);
    int n = e->model->n_measures;
    for (int i = 0; i < n + e->model->n_outcomes; i++) {
        const brink_i_code *code = i < n ? &p->measures[i] : &p->outcomes[i - n];
        if (brink_i_emit_looks(code) && depends(e, code, x)) {
            add(mask, i);
        }
    }
    emit_mask(e, "look", mask, n + e->model->n_outcomes, false);
    memcpy(mask, nothing, sizeof mask);
    for (int m = 0; m < e->model->n_machines; m++) {
        if (whens_depend(e, m, x)) {
            add(mask, m);
        }
    }
    emit_mask(e, "when_due", mask, e->model->n_machines, false);
    for (int i = 0; i < input->n_hazards; i++) {
        const brink_i_hazard_reader *reader = &input->hazards[i];
        uint64_t all = all_states(e->model, reader->machine);
        if ((reader->states & all) == all) {
            EMIT(e, "    ADD(renew, %d);\n", reader->machine);
        } else {
            EMIT(e, "    if (UINT64_C(%#llx) >> s->state[%d] & 1) {\n        ADD(renew, %d);\n    }\n",
                 (unsigned long long)reader->states, reader->machine, reader->machine);
        }
    }
}

/* Whether a change of the input touches anything. */
bool brink_i_emit_matters(const brink_i_emitter *e, int x)
{
    const brink_i_input *input = &e->p->inputs[x];
    if (input->n_stocks || input->n_comparisons || input->n_hazards) {
        return true;
    }
    for (int i = 0; i < input->n_cells; i++) {
        if (e->kept[input->cells[i]]) {
            return true;
        }
    }
    int n = e->model->n_measures;
    for (int i = 0; i < n + e->model->n_outcomes; i++) {
        const brink_i_code *code = i < n ? &e->p->measures[i] : &e->p->outcomes[i - n];
        if (brink_i_emit_looks(code) && depends(e, code, x)) {
            return true;
        }
    }
    for (int m = 0; m < e->model->n_machines; m++) {
        if (whens_depend(e, m, x)) {
            return true;
        }
    }
    return false;
}

void brink_i_emit_inputs(brink_i_emitter *e)
{
    if (e->p->n_cells > 64 * MOST_WORDS) {
        e->failed = true; /* a model of a quarter of a million expressions stays with the kernel */
        return;
    }
    for (int x = 0; x < e->p->n_inputs; x++) {
        if (brink_i_emit_matters(e, x)) {
            EMIT(e, "INLINE void changed%d(trial *s)\n{\n", x);
            emit_body(e, x);
            EMIT(e, "}\n");
        }
    }
}

void brink_i_emit_changed(brink_i_emitter *e, int x, int indent)
{
    if (brink_i_emit_matters(e, x)) {
        EMIT(e, "%*schanged%d(s);\n", 4 * indent, "", x);
    }
}
