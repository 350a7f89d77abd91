/* SPDX-License-Identifier: Apache-2.0 */

/* What a trial leaves behind (docs/semantics.md section 9). Included by the body's instances only. */

static void take_extreme(trial *s, const brink_i_watch *watch)
{
    double x = value(s, watch->code);
    for (int i = 0; i < watch->n_measures; i++) {
        int measure = watch->measures[i];
        double *best = &s->watched[measure];
        if (s->model->measures[measure].kind == BRINK_MEASURE_MIN ? x < *best : x > *best) {
            *best = x;
        }
    }
}

/* A condition became true or false. */
static void take_turn(trial *s, const brink_i_watch *watch, bool on)
{
    for (int i = 0; i < watch->n_measures; i++) {
        int measure = watch->measures[i];
        if (s->model->measures[measure].kind == BRINK_MEASURE_FIRST) {
            if (on && isnan(s->watched[measure])) {
                s->watched[measure] = s->view.now;
            }
        } else if (on) {
            s->since[measure] = s->view.now;
        } else {
            s->watched[measure] += s->view.now - s->since[measure];
        }
    }
}

/* Whether the value can be another than when it was taken last. */
INLINE bool has_moved(const trial *s, const brink_i_watch *watch)
{
    uint64_t moves = watch->timed ? 1 : 0;
    for (int w = 0; w < s->words.stocks; w++) {
        moves |= s->moving[w] & watch->stocks[w];
    }
    return moves != 0;
}

/* Just before an event: extremes of what moves. After it they are others only where something that they read
 * changed. */
static void watch_before(trial *s)
{
    for (int i = 0; i < s->plan->n_moving_extremes; i++) {
        const brink_i_watch *watch = &s->plan->extremes[s->plan->moving_extremes[i]];
        if (has_moved(s, watch)) {
            take_extreme(s, watch);
        }
    }
}

/* When settled: the outcome that ends the trial, or -1. */
static int observe(trial *s)
{
    for (int w = 0; w < s->words.watches; w++) {
        uint64_t due = s->set.watches[w] | s->plan->moving_watches[w];
        if (due) {
            uint64_t turned = (watches_hold(s, w, due) ^ s->on[w]) & due;
            s->set.watches[w] = 0;
            s->on[w] ^= turned;
            for (; turned; turned &= turned - 1) {
                int i = __builtin_ctzll(turned);
                take_turn(s, &s->plan->watches[64 * w + i], s->on[w] >> i & 1);
            }
        }
    }
    EACH_TAKEN(i, extremes) { take_extreme(s, &s->plan->extremes[i]); }
    for (int w = 0; w < s->words.outcomes; w++) {
        uint64_t due = s->set.outcomes[w] | s->plan->moving_outcomes[w];
        uint64_t on = (due ? outcomes_hold(s, w, due) : 0) | s->set.passed[w];
        s->set.outcomes[w] = s->set.passed[w] = 0;
        if (on) {
            return 64 * w + __builtin_ctzll(on);
        }
    }
    return -1;
}

/* Points of one series that come before an event at `before`, each at its date, but not before `last`, the
 * date of the event before; the date of the next. */
static double record_series(trial *s, int number, double last, double before, bool computed)
{
    const brink_i_series *series = &s->model->series[number];
    const brink_i_code *code = &s->plan->program->series[number];
    double **column = s->to->block->points + series->first, x = 0;
    bool moves = code->binding == BRINK_I_MOVING, known = false;
    int point = s->point[number], row = s->to->block->n;
    double date = (double)point * series->every;
    for (; point < series->n_points && (computed ? BRINK_I_INSTANT_END(date) : date) < before;
         date = (double)++point * series->every) {
        if (moves || !known) {
            s->view.now = date > last ? date : last;
            x = value(s, code);
            known = true;
        }
        column[point][row] = x;
    }
    s->point[number] = point;
    return point < series->n_points ? date : NEVER;
}

static void record_points(trial *s, double last, double before, bool computed)
{
    if (!(s->point_date < before)) {
        return;
    }
    double now = s->view.now;
    s->point_date = NEVER;
    for (int i = 0; i < s->model->n_series; i++) {
        if (s->plan->program->series[i].root >= 0) {
            double next = record_series(s, i, last, before, computed);
            s->point_date = next < s->point_date ? next : s->point_date;
        }
    }
    s->view.now = now;
}

static double final_value(trial *s, int i)
{
    const brink_i_measure *measure = &s->model->measures[i];
    switch (measure->kind) {
    case BRINK_MEASURE_AT_END:
        return value(s, &s->plan->program->measures[i]);
    case BRINK_MEASURE_TIME_IN:
    case BRINK_MEASURE_FIRST:
        return s->watched[i] * measure->scale;
    default:
        return s->watched[i];
    }
}

/* Conditions that still hold have held until now. */
static void end_watches(trial *s)
{
    for (int w = 0; w < s->words.watches; w++) {
        for (uint64_t on = s->on[w]; on; on &= on - 1) {
            take_turn(s, &s->plan->watches[64 * w + __builtin_ctzll(on)], false);
        }
    }
}

/* The trial ends now: its row of the block is filled. */
static brink_status finish(trial *s, int outcome)
{
    const brink_model *model = s->model;
    brink_i_block *block = s->to->block;
    int row = block->n;
    block->outcome[row] = outcome;
    block->end[row] = s->view.now;
    for (int i = 0; block->params && i < model->n_params; i++) {
        if (block->params[i]) {
            block->params[i][row] = brink_i_param_of(&s->view, i);
        }
    }
    end_watches(s);
    for (int i = 0; i < model->n_measures; i++) {
        block->measures[i][row] = final_value(s, i);
    }
    for (int i = 0; i < model->n_series; i++) {
        block->reached[i][row] = s->point[i];
        block->rest[i][row] = value(s, &s->plan->program->series[i]);
    }
    return brink_i_receiver_row(s->to);
}
