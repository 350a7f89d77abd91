/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit.h"

/* What a trial leaves behind (docs/semantics.md section 9). A condition that does not move is looked at only
 * where something that it reads changed: bits of the set `look`, measures first, then outcomes. */

static bool is_extreme(const brink_i_measure *measure)
{
    return measure->kind == BRINK_MEASURE_MIN || measure->kind == BRINK_MEASURE_MAX;
}

static void emit_extreme(brink_i_emitter *e, int i, int indent)
{
    EMIT(e, "%*stake_%s(s, %d, ", 4 * indent, "",
         e->model->measures[i].kind == BRINK_MEASURE_MIN ? "least" : "most", i);
    brink_i_emit_code(e, &e->p->measures[i]);
    EMIT(e, ");\n");
}

static void emit_before(brink_i_emitter *e)
{
    EMIT(e, "/* Just before an event: extremes of what moves. */\nPART void observe_before(trial *s)\n{\n    "
            "(void)s;\n");
    for (int i = 0; i < e->model->n_measures; i++) {
        if (is_extreme(&e->model->measures[i]) && !brink_i_emit_looks(&e->p->measures[i])) {
            emit_extreme(e, i, 1);
        }
    }
    EMIT(e, "}\n");
}

static void emit_look(brink_i_emitter *e, int i, int indent)
{
    const brink_i_code *code = &e->p->measures[i];
    switch (e->model->measures[i].kind) {
    case BRINK_MEASURE_TIME_IN:
        EMIT(e, "%*swatch_time(s, %d, ", 4 * indent, "", i);
        brink_i_emit_code(e, code);
        EMIT(e, " > 0.0);\n");
        break;
    case BRINK_MEASURE_FIRST:
        EMIT(e, "%*sif (!TEST(watching, %d) && ", 4 * indent, "", i);
        brink_i_emit_code(e, code);
        EMIT(e, " > 0.0) {\n%*sADD(watching, %d);\n%*ss->watch[%d] = s->now;\n%*s}\n", 4 * indent + 4, "", i,
             4 * indent + 4, "", i, 4 * indent, "");
        break;
    case BRINK_MEASURE_MIN:
    case BRINK_MEASURE_MAX:
        emit_extreme(e, i, indent);
        break;
    default:
        break;
    }
}

static bool is_watched(const brink_i_measure *measure)
{
    return is_extreme(measure) || measure->kind == BRINK_MEASURE_TIME_IN ||
           measure->kind == BRINK_MEASURE_FIRST;
}

/* The measures whose bits are set. */
static void emit_looks(brink_i_emitter *e)
{
    int n = e->model->n_measures;
    if (!e->small) {
        EMIT(e, "    for (int w = 0; w < LOOK_WORDS; w++) {\n        for (uint64_t due = s->look[w]; due; "
                "due &= due - 1) {\n"
                "            switch (64 * w + __builtin_ctzll(due)) {\n");
    }
    for (int i = 0; i < n; i++) {
        if (is_watched(&e->model->measures[i]) && brink_i_emit_looks(&e->p->measures[i])) {
            EMIT(e, e->small ? "    if (TEST(look, %d)) { /* %s */\n" : "            case %d: /* %s */\n", i,
                 e->model->measures[i].name);
            emit_look(e, i, e->small ? 2 : 4);
            EMIT(e, e->small ? "    }\n" : "                break;\n");
        }
    }
    if (!e->small) {
        EMIT(e, "            default:\n                break;\n            }\n        }\n    }\n");
    }
}

static void emit_after(brink_i_emitter *e)
{
    int n = e->model->n_measures;
    EMIT(e, "/* When settled: whether an outcome ends the trial. */\nPART bool observe(trial *s)\n{\n");
    for (int i = 0; i < n; i++) {
        if (is_watched(&e->model->measures[i]) && !brink_i_emit_looks(&e->p->measures[i])) {
            emit_look(e, i, 1);
        }
    }
    emit_looks(e);
    for (int i = 0; i < e->model->n_outcomes; i++) {
        const brink_i_code *code = &e->p->outcomes[i];
        if (i == e->model->otherwise) {
            continue;
        }
        EMIT(e, "    if (");
        if (brink_i_emit_looks(code)) {
            EMIT(e, "TEST(look, %d) && ", n + i);
        }
        brink_i_emit_code(e, code);
        EMIT(e, " > 0.0) {\n        s->outcome = %d; /* %s */\n        return true;\n    }\n", i,
             e->model->outcomes[i].name);
    }
    EMIT(e, "    return false;\n}\n");
}

static void emit_points(brink_i_emitter *e)
{
    EMIT(e, "/* Points of series before the date, each at its date. */\nstatic void record_points(trial *s, "
            "double before)\n{\n"
            "    if (!(s->point_date < before)) {\n        return;\n    }\n    const double now = s->now;\n  "
            "  double next = NEVER;\n    (void)now;\n");
    for (int i = 0; i < e->model->n_series; i++) {
        const brink_i_series *series = &e->model->series[i];
        EMIT(e, "    for (; s->point[%d] < %d && (double)s->point[%d] * ", i, series->n_points, i);
        brink_i_emit_number(e, series->every);
        EMIT(e, " < before; s->point[%d]++) {\n        s->now = (double)s->point[%d] * ", i, i);
        brink_i_emit_number(e, series->every);
        EMIT(e, ";\n        s->points[%d + s->point[%d]] = ", series->first, i);
        brink_i_emit_code(e, &e->p->series[i]);
        EMIT(e, ";\n    }\n    if (s->point[%d] < %d && (double)s->point[%d] * ", i, series->n_points, i);
        brink_i_emit_number(e, series->every);
        EMIT(e, " < next) {\n        next = (double)s->point[%d] * ", i);
        brink_i_emit_number(e, series->every);
        EMIT(e, ";\n    }\n");
    }
    EMIT(e, "    s->now = now;\n    s->point_date = next;\n}\n");
}

static void emit_finish(brink_i_emitter *e)
{
    EMIT(e, "/* The trial ends now. */\nstatic int finish(trial *s)\n{\n");
    for (int i = 0; i < e->model->n_measures; i++) {
        const brink_i_measure *measure = &e->model->measures[i];
        EMIT(e, "    s->measures[%d] = ", i);
        if (measure->kind == BRINK_MEASURE_AT_END) {
            brink_i_emit_code(e, &e->p->measures[i]);
        } else if (measure->kind == BRINK_MEASURE_TIME_IN) {
            EMIT(e, "(TEST(watching, %d) ? s->watch[%d] + (s->now - s->since[%d]) : s->watch[%d]) * ", i, i,
                 i, i);
            brink_i_emit_number(e, measure->scale);
        } else if (measure->kind == BRINK_MEASURE_FIRST) {
            EMIT(e, "s->watch[%d] * ", i);
            brink_i_emit_number(e, measure->scale);
        } else {
            EMIT(e, "s->watch[%d]", i);
        }
        EMIT(e, ";\n");
    }
    for (int i = 0; i < e->model->n_series; i++) {
        const brink_i_series *series = &e->model->series[i];
        EMIT(e, "    if (s->point[%d] < %d) {\n        s->rest[%d] = ", i, series->n_points, i);
        brink_i_emit_code(e, &e->p->series[i]);
        EMIT(e, ";\n    }\n");
    }
    EMIT(e, "    return ENDED;\n}\n");
    EMIT(e, "static void put_series(const trial *s, brink_i_block *block, int row)\n{\n    (void)s;\n    "
            "(void)block;\n    (void)row;\n");
    for (int i = 0; i < e->model->n_series; i++) {
        EMIT(e,
             "    block->reached[%d][row] = s->point[%d];\n"
             "    block->rest[%d][row] = s->rest[%d];\n"
             "    for (int k = 0; k < s->point[%d]; k++) {\n"
             "        block->points[%d + k][row] = s->points[%d + k];\n"
             "    }\n",
             i, i, i, i, i, e->model->series[i].first, e->model->series[i].first);
    }
    EMIT(e, "}\n");
}

void brink_i_emit_observe(brink_i_emitter *e)
{
    emit_after(e);
    emit_points(e);
    emit_finish(e);
}

void brink_i_emit_before(brink_i_emitter *e) { emit_before(e); }
