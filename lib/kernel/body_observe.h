/* SPDX-License-Identifier: Apache-2.0 */

/* What a trial leaves behind (docs/semantics.md section 9). Included by the kernel's instruction-set files
 * only. */

static void take_extreme(brink_i_worker *w, int i, brink_measure_kind kind, brink_i_mask on)
{
    const double *row = value(w, &w->program->measures[i], on);
    double *best = ROW(w->watch_value, i);
    EACH_WORD (v, lane_mask, on) {
        brink_i_word x = word_at(row, v), old = word_at(best, v);
        unsigned first = lane_mask & ~(unsigned)(w->watch_on[i] >> (BRINK_I_WORD * v));
        unsigned better = word_mask(kind == BRINK_MEASURE_MIN ? x < old : x > old) & lane_mask;
        word_put_some(best, v, first | better, x);
    }
    w->watch_on[i] |= on;
}

static void observe_before(brink_i_worker *w, brink_i_mask on)
{
    const brink_model *model = w->program->model;
    for (int i = 0; i < model->n_measures && w->program->watches_extremes; i++) {
        brink_measure_kind kind = model->measures[i].kind;
        if (kind == BRINK_MEASURE_MIN || kind == BRINK_MEASURE_MAX) {
            take_extreme(w, i, kind, on);
        }
    }
}

static void watch_time_in(brink_i_worker *w, int i, brink_i_mask on)
{
    brink_i_mask yes = holds(w, &w->program->measures[i], on), was = w->watch_on[i] & on;
    double *since = ROW(w->watch_since, i), *sum = ROW(w->watch_value, i);
    EACH_WORD (v, lane_mask, yes & ~was) {
        word_put_some(since, v, lane_mask, word_at(w->now, v));
    }
    EACH_WORD (v, lane_mask, was & ~yes) {
        word_put_some(sum, v, lane_mask, word_at(sum, v) + (word_at(w->now, v) - word_at(since, v)));
    }
    w->watch_on[i] = (w->watch_on[i] & ~on) | yes;
}

/* Outcomes and measures of settled lanes; the lanes that an outcome ends. */
static brink_i_mask observe(brink_i_worker *w, brink_i_mask on)
{
    const brink_i_program *p = w->program;
    const brink_model *model = p->model;
    for (int i = 0; i < model->n_measures; i++) {
        brink_measure_kind kind = model->measures[i].kind;
        if (kind == BRINK_MEASURE_TIME_IN) {
            watch_time_in(w, i, on);
        } else if (kind == BRINK_MEASURE_FIRST) {
            brink_i_mask open = on & ~w->watch_on[i], now = open ? holds(w, &p->measures[i], open) : 0;
            EACH_WORD (v, lane_mask, now) {
                word_put_some(ROW(w->watch_value, i), v, lane_mask, word_at(w->now, v));
            }
            w->watch_on[i] |= now;
        } else if (kind == BRINK_MEASURE_MIN || kind == BRINK_MEASURE_MAX) {
            take_extreme(w, i, kind, on);
        }
    }
    brink_i_mask ended = 0;
    for (int i = 0; i < model->n_outcomes && on & ~ended; i++) {
        if (i != model->otherwise) {
            brink_i_mask now = holds(w, &p->outcomes[i], on & ~ended);
            EACH_LANE (l, now) {
                w->outcome[l] = i;
            }
            ended |= now;
        }
    }
    return ended;
}

/* Series points with dates < the row `before`, each at its date. */
static void record_points(brink_i_worker *w, const double *before, brink_i_mask on)
{
    const brink_model *model = w->program->model;
    for (int i = 0; i < model->n_series; i++) {
        const brink_i_series *series = &model->series[i];
        double *next = ROW(w->next_point, i), *now = w->drawn + 3 * BRINK_I_LANES;
        brink_i_mask due;
        do {
            due = 0;
            EACH_WORD (v, lane_mask, on) {
                brink_i_word number = word_at(next, v);
                unsigned some = word_mask((number < (double)series->n_points) &
                                          (number * series->every < word_at(before, v))) &
                                lane_mask;
                due |= (brink_i_mask)some << (BRINK_I_WORD * v);
            }
            if (!due) {
                break;
            }
            EACH_WORD (v, lane_mask, due) {
                word_put(now, v, word_at(w->now, v));
                word_put_some(w->now, v, lane_mask, word_at(next, v) * series->every);
            }
            const double *row = value(w, &w->program->series[i], due);
            EACH_LANE (l, due) {
                w->points[l * (size_t)model->n_points + (size_t)series->first + (size_t)next[l]] = row[l];
            }
            EACH_WORD (v, lane_mask, due) {
                word_put_some(w->now, v, lane_mask, word_at(now, v));
                word_put_some(next, v, lane_mask, word_at(next, v) + 1.0);
            }
        } while (due);
    }
}

/* Lanes whose trials have ended at `now` with their outcome: records are given away. */
static void finish(brink_i_worker *w, brink_i_mask on)
{
    const brink_i_program *p = w->program;
    const brink_model *model = p->model;
    for (int i = 0; i < model->n_measures; i++) {
        if (model->measures[i].kind == BRINK_MEASURE_AT_END) {
            value(w, &p->measures[i], on);
        }
    }
    for (int i = 0; i < model->n_series; i++) {
        value(w, &p->series[i], on);
    }
    EACH_LANE (l, on) {
        brink_i_block *block = w->to->block;
        const int row = block->n;
        block->trial[row] = w->trial[l];
        block->outcome[row] = w->outcome[l];
        block->end[row] = w->now[l];
        for (int i = 0; block->params && i < model->n_params; i++) {
            if (block->params[i]) {
                block->params[i][row] = ROW(w->params, i)[l];
            }
        }
        for (int i = 0; i < model->n_measures; i++) {
            const brink_i_measure *measure = &model->measures[i];
            double x = ROW(w->watch_value, i)[l];
            if (measure->kind == BRINK_MEASURE_AT_END) {
                x = ROW(w->values, p->measures[i].root)[l];
            } else if (measure->kind == BRINK_MEASURE_TIME_IN && (w->watch_on[i] >> l & 1)) {
                x += w->now[l] - ROW(w->watch_since, i)[l];
            }
            bool dated = measure->kind == BRINK_MEASURE_TIME_IN || measure->kind == BRINK_MEASURE_FIRST;
            block->measures[i][row] = dated ? x * measure->scale : x;
        }
        for (int i = 0; i < model->n_series; i++) {
            const double *points = w->points + l * (size_t)model->n_points + model->series[i].first;
            const int reached = (int)ROW(w->next_point, i)[l];
            block->reached[i][row] = reached;
            block->rest[i][row] = ROW(w->values, p->series[i].root)[l];
            for (int k = 0; k < reached; k++) {
                block->points[model->series[i].first + k][row] = points[k];
            }
        }
        if (w->take_status == BRINK_OK) {
            w->take_status = brink_i_receiver_row(w->to);
        }
    }
    w->alive &= ~on;
}
