/* SPDX-License-Identifier: Apache-2.0 */

/* What a trial leaves behind (semantics 9). */

#include "kernel/worker.h"

void brink_i_watch_start(brink_i_worker *w)
{
    const brink_model *model = w->program->model;
    for (int i = 0; i < model->n_measures; i++) {
        w->watches[i] = (brink_i_watch){.value = model->measures[i].kind == BRINK_MEASURE_FIRST ? NAN : 0};
    }
    for (int i = 0; i < model->n_series; i++) {
        w->next_point[i] = 0;
    }
    w->outcome = -1;
}

static void take_extreme(brink_i_worker *w, int i, brink_measure_kind kind)
{
    brink_i_watch *watch = &w->watches[i];
    double value = brink_i_value(w, &w->program->measures[i], NULL);
    if (!watch->on || (kind == BRINK_MEASURE_MIN ? value < watch->value : value > watch->value)) {
        watch->value = value;
    }
    watch->on = true;
}

void brink_i_observe_before(brink_i_worker *w)
{
    const brink_model *model = w->program->model;
    for (int i = 0; i < model->n_measures && w->program->watches_extremes; i++) {
        brink_measure_kind kind = model->measures[i].kind;
        if (kind == BRINK_MEASURE_MIN || kind == BRINK_MEASURE_MAX) {
            take_extreme(w, i, kind);
        }
    }
}

static void watch_time_in(brink_i_worker *w, int i)
{
    brink_i_watch *watch = &w->watches[i];
    bool on = brink_i_value(w, &w->program->measures[i], NULL) != 0;
    if (on && !watch->on) {
        watch->since = w->now;
    } else if (!on && watch->on) {
        watch->value += w->now - watch->since;
    }
    watch->on = on;
}

void brink_i_observe(brink_i_worker *w)
{
    const brink_i_program *p = w->program;
    const brink_model *model = p->model;
    for (int i = 0; i < model->n_measures; i++) {
        brink_measure_kind kind = model->measures[i].kind;
        if (kind == BRINK_MEASURE_TIME_IN) {
            watch_time_in(w, i);
        } else if (kind == BRINK_MEASURE_FIRST) {
            if (!w->watches[i].on && brink_i_value(w, &p->measures[i], NULL) != 0) {
                w->watches[i] = (brink_i_watch){.value = w->now, .on = true};
            }
        } else if (kind == BRINK_MEASURE_MIN || kind == BRINK_MEASURE_MAX) {
            take_extreme(w, i, kind);
        }
    }
    for (int i = 0; i < model->n_outcomes && w->outcome < 0; i++) {
        if (i != model->otherwise && brink_i_value(w, &p->outcomes[i], NULL) != 0) {
            w->outcome = i;
        }
    }
}

/* Series points with dates < before, at their dates. */
void brink_i_record_points(brink_i_worker *w, double before)
{
    const brink_model *model = w->program->model;
    double now = w->now;
    for (int i = 0; i < model->n_series; i++) {
        const brink_i_series *series = &model->series[i];
        while (w->next_point[i] < series->n_points) {
            double date = (double)w->next_point[i] * series->every;
            if (!(date < before)) {
                break;
            }
            w->now = date;
            w->record->points[series->first + w->next_point[i]] = brink_i_value(w, &w->program->series[i], NULL);
            w->next_point[i]++;
        }
    }
    w->now = now;
}

/* The trial has ended at `now` with w->outcome. */
void brink_i_finish(brink_i_worker *w)
{
    const brink_i_program *p = w->program;
    const brink_model *model = p->model;
    brink_i_record *record = w->record;
    record->outcome = w->outcome;
    record->end = w->now;
    for (int i = 0; i < model->n_measures; i++) {
        const brink_i_measure *measure = &model->measures[i];
        brink_i_watch *watch = &w->watches[i];
        double value = watch->value;
        if (measure->kind == BRINK_MEASURE_AT_END) {
            value = brink_i_value(w, &p->measures[i], NULL);
        } else if (measure->kind == BRINK_MEASURE_TIME_IN && watch->on) {
            value += w->now - watch->since;
        }
        bool dated = measure->kind == BRINK_MEASURE_TIME_IN || measure->kind == BRINK_MEASURE_FIRST;
        record->measures[i] = dated ? value * measure->scale : value;
    }
    for (int i = 0; i < model->n_series; i++) {
        if (w->next_point[i] < model->series[i].n_points) {
            double value = brink_i_value(w, &p->series[i], NULL);
            for (int k = w->next_point[i]; k < model->series[i].n_points; k++) {
                record->points[model->series[i].first + k] = value;
            }
        }
    }
}
