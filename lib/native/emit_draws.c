/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "native/emit.h"

/* Draws, in the order that the semantics gives them: one statement each. */

static void indentation(brink_i_emitter *e, int indent) { EMIT(e, "%*s", 4 * indent, ""); }

int brink_i_emit_dist_number(brink_i_emitter *e, const brink_i_dist *dist)
{
    for (int i = 0; i < e->n_dists; i++) {
        if (e->dists[i] == dist) {
            return i;
        }
    }
    if (e->n_dists == e->room_dists) {
        int room = e->room_dists ? 2 * e->room_dists : 64;
        const brink_i_dist **grown =
            (const brink_i_dist **)realloc((void *)e->dists, (size_t)room * sizeof *grown);
        if (!grown) {
            e->failed = true;
            return 0;
        }
        e->dists = grown;
        e->room_dists = room;
    }
    e->dists[e->n_dists] = dist;
    return e->n_dists++;
}

static bool is_whole(const brink_i_dist *d)
{
    return d->p_low <= 0 && d->p_width >= 1 && d->q_high <= 0 && d->q_width >= 1;
}

/* A draw from a distribution that is prepared. Uniform ones of constants, the most frequent, are written out;
 * what variants have of their own is not in the text. */
static int emit_prepared(brink_i_emitter *e, const brink_i_draw_node *node, const char *stream, int indent)
{
    const brink_i_dist *d = node->prepared;
    const bool written = !node->varies && is_whole(d);
    int t = e->n_temporaries++;
    indentation(e, indent);
    if (written && d->kind == BRINK_I_DIST_UNIFORM) {
        EMIT(e, "const double t%d = saturate(", t);
        brink_i_emit_number(e, d->k[0]);
        EMIT(e, " + brink_i_stream_uniform(%s) * ", stream);
        brink_i_emit_number(e, d->k[1]);
        EMIT(e, ", ");
        brink_i_emit_number(e, d->low);
        EMIT(e, ", ");
        brink_i_emit_number(e, d->high);
        EMIT(e, ");\n");
    } else if (written && d->kind == BRINK_I_DIST_TRIANGULAR) {
        EMIT(e, "const double t%d = triangular(brink_i_stream_uniform(%s)", t, stream);
        static const int order[] = {0, 1, 2, 4, 5};
        for (int i = 0; i < 5; i++) {
            EMIT(e, ", ");
            brink_i_emit_number(e, d->k[order[i]]);
        }
        EMIT(e, ");\n");
    } else {
        EMIT(e,
             "const double t%d = brink_native_host->quantile(s->job->dists[%d], "
             "brink_i_stream_uniform(%s));\n",
             t, brink_i_emit_dist_number(e, d), stream);
    }
    return t;
}

static int emit_node(brink_i_emitter *e, const brink_i_draw_node *node, const char *stream, int indent);

static int emit_value_node(brink_i_emitter *e, const brink_i_code *code, int indent)
{
    int t = e->n_temporaries++;
    indentation(e, indent);
    EMIT(e, "const double t%d = ", t);
    brink_i_emit_code(e, code);
    EMIT(e, ";\n");
    return t;
}

static int emit_if(brink_i_emitter *e, const brink_i_draw_node *node, const char *stream, int indent)
{
    int condition = emit_node(e, node->args[0], stream, indent), t = e->n_temporaries++;
    indentation(e, indent);
    EMIT(e, "double t%d;\n", t);
    for (int branch = 1; branch <= 2; branch++) {
        indentation(e, indent);
        if (branch == 1) {
            EMIT(e, "if (t%d > 0) {\n", condition);
        } else {
            EMIT(e, "} else {\n");
        }
        int value = emit_node(e, node->args[branch], stream, indent + 1);
        indentation(e, indent + 1);
        EMIT(e, "t%d = t%d;\n", t, value);
    }
    indentation(e, indent);
    EMIT(e, "}\n");
    return t;
}

static int emit_made(brink_i_emitter *e, const brink_i_draw_node *node, const int *args, const char *stream,
                     int indent)
{
    int t = e->n_temporaries++;
    indentation(e, indent);
    EMIT(e, "const double a%d[] = {", t);
    for (int i = 0; i < node->n; i++) {
        EMIT(e, "t%d, ", args[i]);
    }
    EMIT(e, "0};\n");
    indentation(e, indent);
    EMIT(
        e,
        "const double t%d = brink_native_host->draw(%d, %d, a%d, %d, brink_i_stream_uniform(%s), &s->bad);\n",
        t, (int)node->dist, node->truncated, t, node->n, stream);
    return t;
}

static int emit_node(brink_i_emitter *e, const brink_i_draw_node *node, const char *stream, int indent)
{
    if (node->value) {
        return emit_value_node(e, node->value, indent);
    }
    if (node->op == BRINK_I_OP_DRAW && node->prepared) {
        return emit_prepared(e, node, stream, indent);
    }
    if (node->op == BRINK_I_OP_IF) {
        return emit_if(e, node, stream, indent);
    }
    int args[2 * BRINK_I_DIST_MAX_PAIRS + 2] = {0};
    for (int i = 0; i < node->n; i++) {
        args[i] = emit_node(e, node->args[i], stream, indent);
    }
    if (node->op == BRINK_I_OP_DRAW) {
        return emit_made(e, node, args, stream, indent);
    }
    int t = e->n_temporaries++;
    indentation(e, indent);
    if (node->op == BRINK_I_OP_TABLE) {
        EMIT(e, "const double t%d = brink_native_host->table_at(s->job->tables, %d, t%d);\n", t,
             node->expr->index, args[0]);
        return t;
    }
    EMIT(e, "const double t%d = brink_i_apply((brink_i_op)%d", t, node->op);
    for (int i = 0; i < 3; i++) {
        EMIT(e, i < node->n ? ", t%d" : ", 0.0", args[i]);
    }
    EMIT(e, ");\n");
    return t;
}

int brink_i_emit_draws(brink_i_emitter *e, const brink_i_code *code, const char *stream, int indent)
{
    return code->tree ? emit_node(e, code->tree, stream, indent) : -1;
}

void brink_i_emit_drawn(brink_i_emitter *e, const brink_i_code *code, int temporary)
{
    if (temporary < 0) {
        brink_i_emit_code(e, code);
    } else {
        EMIT(e, "t%d", temporary);
    }
}
