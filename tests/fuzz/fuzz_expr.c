/* SPDX-License-Identifier: Apache-2.0 */
/* Any text into the expression checker, with a small scope; what passes is walked by everything that walks
 * expressions. The first byte picks what the place wants. */
#include <stdint.h>

#include "unit/expr_scope.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(struct expr_scope *s, const brink_i_expr *expr)
{
    static const double PARAMS[] = {2, 0.25, 3, 40}, STOCKS[] = {100, 50, 0.5, 0.75, 20, 1.5},
                        HIGH[] = {120, 50, 0.9, 0.75, 20, 2}, ENTERED[] = {1, 4};
    static const int STATES[] = {1, 0};
    brink_i_stream stream = {1, 3};
    brink_i_env env = {.params = PARAMS,
                       .stocks = STOCKS,
                       .states = STATES,
                       .entered = ENTERED,
                       .time = 10,
                       .tables = SCOPE_TABLES,
                       .stream = &stream};
    double x = brink_i_expr_eval(expr, &env);
    brink_i_range range = brink_i_expr_range(expr, &env, STOCKS, HIGH, 12);
    if (!expr->draws && (x < range.low || x > range.high)) {
        abort();
    }
    brink_i_motion motion = brink_i_expr_motion(expr, NULL, NULL);
    if (motion != BRINK_I_NOT_AFFINE) {
        stream = (brink_i_stream){1, 3};
        brink_i_dual dual = brink_i_expr_slope(expr, &env, STOCKS);
        if (dual.value < x || dual.value > x) {
            abort();
        }
    }
    char *text = NULL;
    if (brink_i_expr_print(expr, &SCOPE_NAMES, &text) != BRINK_OK) {
        abort();
    }
    free(text);
    (void)s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const UNITS[] = {NULL, "1", "day", "1/day", "Mbbl", "Mbbl/day"};
    static struct expr_scope *s; /* reading the unit database for each input would be most of the time */
    static brink_i_arena fresh;
    if (size == 0 || size > 70000) {
        return 0;
    }
    if (!s) {
        s = scope_new();
    }
    char *text = malloc(size);
    if (!text) {
        return 0;
    }
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    const char *unit = UNITS[data[0] % 6];
    const brink_i_want want = {.place = "the value",
                               .type = data[0] & 8 ? BRINK_I_CONDITION : BRINK_I_NUMBER,
                               .unit = unit && !(data[0] & 8) ? scope_unit(s, unit) : NULL,
                               .allow_draws = data[0] & 16,
                               .most = (brink_i_binding)(3 - (data[0] >> 5) % 4)};
    int comparisons = s->comparisons.n;
    brink_i_arena_init(&fresh);
    s->scope.arena = &fresh;
    scope_reset(s);
    const brink_i_expr *expr = NULL;
    brink_status status = scope_check(s, text, &want, &expr);
    if (status == BRINK_OK) {
        walk(s, expr);
    } else if (brink_diagnostics_error_count(s->diagnostics) == 0) {
        abort(); /* no symbol of the scope is broken: there must be a reason */
    }
    char *report = NULL;
    if (brink_diagnostics_text(s->diagnostics, false, &report) == BRINK_OK) {
        free(report);
    }
    s->comparisons.n = comparisons;
    s->scope.arena = &s->arena;
    brink_i_arena_free(&fresh);
    free(text);
    return 0;
}
