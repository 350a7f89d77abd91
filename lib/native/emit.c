/* SPDX-License-Identifier: Apache-2.0 */
#include "native/emit.h"

#include <math.h>
#include <stdlib.h>

#include "native/emit_simd.h"
#include "codegen/prelude.h"

void brink_i_emit_number(brink_i_emitter *e, double x)
{
    if (isnan(x)) {
        EMIT(e, "((double)NAN)");
    } else if (isinf(x)) {
        EMIT(e, x > 0 ? "INFINITY" : "(-INFINITY)");
    } else if (floor(x) == x && fabs(x) < 1e6 && !(x == 0 && signbit(x))) {
        EMIT(e, x < 0 ? "(%.1f)" : "%.1f", x);
    } else {
        EMIT(e, signbit(x) ? "(%a)" : "%a", x);
    }
}

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

static void add_lines(brink_i_emitter *e, const char *const *lines)
{
    for (int i = 0; lines[i]; i++) {
        brink_i_text_add(&e->out, lines[i]);
    }
}

/* How often cells are named: what is named often is computed once. */
static brink_status copy_uses(brink_i_emitter *e)
{
    size_t n = (size_t)e->p->n_cells + 1;
    e->uses = calloc(n, sizeof *e->uses);
    e->start_uses = calloc(n, sizeof *e->start_uses);
    if (!e->uses || !e->start_uses) {
        return BRINK_ERR_MEMORY;
    }
    for (int c = 0; c < e->p->n_cells; c++) {
        e->uses[c] = e->p->cells[c].uses;
        e->start_uses[c] = e->p->cells[c].start_uses;
    }
    return BRINK_OK;
}

brink_status brink_i_emit(const brink_i_program *program, char **out, const brink_i_dist ***dists)
{
    brink_i_emitter e = {.p = program, .model = program->model};
    *out = NULL;
    *dists = NULL;
    brink_i_text_init(&e.out);
    brink_status status = copy_uses(&e);
    if (status == BRINK_OK) {
        add_lines(&e, brink_i_native_prelude);
        add_lines(&e, brink_i_native_words);
        brink_i_emit_simd(&e);
        *out = brink_i_text_take(&e.out);
        status = *out && !e.failed ? BRINK_OK : BRINK_ERR_MEMORY;
    }
    if (status == BRINK_OK) {
        *dists = e.dists;
        e.dists = NULL;
    } else {
        free(*out);
        *out = NULL;
    }
    brink_i_text_free(&e.out);
    free(e.uses);
    free(e.start_uses);
    free((void *)e.dists);
    return status;
}
