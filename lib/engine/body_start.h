/* SPDX-License-Identifier: Apache-2.0 */

/* The start of a trial (docs/semantics.md section 3). Included by the body's instances only. */

/* The plan's arrays are aligned as doubles are. */
typedef brink_i_word loose_word __attribute__((aligned(8)));
typedef brink_i_uword loose_uword __attribute__((aligned(8)));

/* Elicited parameters (lib/random/dist_elicited.c), a word at a time: they have streams of their own, so that
 * they may all be drawn at once, before the others. */
static void draw_elicited(trial *s, const brink_i_elicited *d)
{
    for (int i = 0; i < d->n; i += BRINK_I_WORD) {
#define CONSTANT(k) (*(const loose_word *)(const void *)(d->constants[k] + i))
        brink_i_uword key = *(const loose_uword *)(const void *)(d->keys + i);
        brink_i_word p = word_uniform(word_mix(key + BRINK_I_TRIAL_STRIDE_A * s->address.params)),
                     q = 1.0 - p;
        brink_i_word line = word_log_normal(p) - word_log_normal(q),
                     center = word_pick(p <= q, p - 0.5, 0.5 - q);
        brink_i_word x = CONSTANT(0) + (CONSTANT(1) + CONSTANT(2) * center) * line;
        if (d->bounds == 1) {
            x = CONSTANT(3) + word_exp(x);
        } else if (d->bounds == 2) {
            brink_i_word e = word_exp(x), width = CONSTANT(4) - CONSTANT(3);
            x = word_pick(x <= word_set(0.0), CONSTANT(3) + width * (e / (1.0 + e)),
                          CONSTANT(4) - width / (1.0 + e));
        }
        x = word_pick(x < CONSTANT(5), CONSTANT(5), word_pick(x > CONSTANT(6), CONSTANT(6), x));
#undef CONSTANT
        for (int k = 0; k < BRINK_I_WORD && i + k < d->n; k++) {
            s->view.param[d->params[i + k]] = x[k];
        }
    }
}

static brink_i_stream param_stream(const trial *s, int i)
{
    const brink_i_param *param = &s->model->params[i];
    return param->copula ? brink_i_copula_stream(param->copula, param->place, &s->address, param->chance,
                                                 s->plan->param_keys)
                         : brink_i_address_stream(&s->address, i, param->chance, s->plan->param_keys[i]);
}

static void draw_prepared(trial *s, int i)
{
    brink_i_stream own = param_stream(s, i);
    s->view.param[i] =
        brink_i_dist_quantile(s->plan->program->params[i].tree->prepared, brink_i_stream_uniform(&own));
}

/* A parameter that nothing has read so far. */
static void draw_waiting(brink_i_trial_view *view, int i)
{
    view->waiting[i / 64] &= ~(UINT64_C(1) << (i % 64));
    draw_prepared((trial *)view, i);
}

static void start_params(trial *s)
{
    const brink_i_plan *plan = s->plan;
    memcpy(s->view.waiting, s->waiting_at_start,
           ((size_t)plan->program->model->n_params + 63) / 64 * sizeof(uint64_t));
    for (int bounds = 0; bounds <= 2; bounds++) {
        draw_elicited(s, &plan->elicited[bounds]);
    }
    for (int k = 0; k < s->address.n_exceptions; k++) { /* those that were drawn with the others */
        const brink_i_code *code = &plan->program->params[s->address.exceptions[k].param];
        if (code->tree && code->tree->prepared) {
            draw_prepared(s, s->address.exceptions[k].param);
        }
    }
    for (int k = 0; k < plan->n_drawn; k++) {
        int i = plan->drawn[k];
        brink_i_stream own = param_stream(s, i);
        double x = draw(s, &plan->program->params[i], &own);
        s->bad |= !isfinite(x);
        s->view.param[i] = x;
    }
}

static void start_stock(trial *s, int i)
{
    const brink_i_stock_code *code = &s->stocks[i];
    double min = code->min.root >= 0 ? value(s, &code->min) : -INFINITY;
    double max = code->max.root >= 0 ? value(s, &code->max) : INFINITY;
    brink_i_stream own = {0};
    if (code->initial.tree) {
        own = brink_i_stream_open(s->plan->stock_keys[i], s->address.luck);
    }
    double x = draw(s, &code->initial, &own);
    s->bad |= !(min <= max) || !isfinite(x);
    s->view.min[i] = min;
    s->view.max[i] = max;
    s->view.stock[i] = (brink_i_segment){brink_i_saturate(x, min, max), 0, 0, 0};
}

static void start_machine(trial *s, int m)
{
    const brink_i_machine_code *code = &s->machines[m];
    brink_i_machine_now *machine = &s->view.machine[m];
    machine->stream = brink_i_stream_open(s->plan->machine_keys[m], s->address.luck);
    machine->state = pick_target(s, code->initial, code->machine->n_initial, &machine->stream);
}

static void start_process(trial *s, int i)
{
    const brink_i_process_code *code = &s->plan->program->processes[i];
    s->process[i] = brink_i_stream_open(s->plan->process_keys[i], s->address.luck);
    s->times[code->slot] = 1;
    set_date(s, code->slot, period(s, &code->every));
}

/* Everything is stale and due. */
static void forget(trial *s)
{
    const brink_model *model = s->model;
    s->bad = false;
    s->changes = 0;
    s->view.now = s->instant = s->instant_end = s->late = 0;
    s->point_date = model->n_series > 0 ? -1 : NEVER;
    memcpy(s->bits, s->plan->bits_at_start, (size_t)s->plan->at.end * sizeof *s->bits);
    memset(s->view.truth, 0, ((size_t)model->n_comparisons + 63) / 64 * sizeof *s->view.truth);
    memcpy(s->view.machine, s->machine_at_start, (size_t)model->n_machines * sizeof *s->view.machine);
    memcpy(s->watched, s->watched_at_start, (size_t)model->n_measures * sizeof *s->watched);
    memset(s->on, 0, (size_t)s->words.watches * sizeof *s->on);
    memset(s->moving, 0, (size_t)s->words.stocks * sizeof *s->moving);
    memset(s->point, 0, (size_t)model->n_series * sizeof *s->point);
    for (int i = 0; i < s->n_blocks << s->shift; i++) {
        s->date[i] = NEVER;
    }
    for (int i = 0; i < s->n_blocks; i++) {
        s->least[i] = NEVER;
        s->first[i] = i << s->shift;
    }
    s->unsorted = 0;
}

static void start(trial *s)
{
    const brink_model *model = s->model;
    forget(s);
    start_params(s);
    for (int i = 0; i < model->n_stocks; i++) {
        start_stock(s, i);
    }
    for (int m = 0; m < model->n_machines; m++) {
        start_machine(s, m);
    }
    for (int m = 0; m < model->n_machines; m++) {
        notice(s, m, s->view.machine[m].state, false);
    }
    for (int i = 0; i < model->n_processes; i++) {
        start_process(s, i);
    }
}
