/* SPDX-License-Identifier: Apache-2.0 */

/* Moves, effects, firing, choices, and settling (docs/semantics.md sections 6 and 7). Included by the body's
 * instances only. */

/* A machine is in a state, be it for no time: who names that state has seen it. */
static void notice(trial *s, int m, int state, bool entered)
{
    for (int i = s->plan->notices.first[m]; i < s->plan->notices.first[m + 1]; i++) {
        const brink_i_notice *notice = &s->plan->notices.list[i];
        if (!(notice->states >> state & 1)) {
            continue;
        }
        switch (notice->by) {
        case BRINK_I_NOTICED_BY_COUNT:
            s->watched[notice->number] += entered ? 1 : 0;
            break;
        case BRINK_I_NOTICED_BY_FIRST:
            if (isnan(s->watched[notice->number])) {
                s->watched[notice->number] = s->view.now;
            }
            break;
        case BRINK_I_NOTICED_BY_OUTCOME:
            ADD(passed, notice->number);
            break;
        case BRINK_I_NOTICED_BY_EVER:
            if (s->view.stock[notice->number].x0 == 0) {
                jump(s, notice->number, 1);
            }
            break;
        case BRINK_I_NOTICED_BY_ENTRIES:
            if (entered) {
                jump(s, notice->number, s->view.stock[notice->number].x0 + 1);
            }
            break;
        case BRINK_I_NOTICED_BY_WHEN:
            ADD(visited, notice->number); /* that the state is another one has made its machine look */
            break;
        }
    }
}

static void enter(trial *s, int m, int state)
{
    const brink_i_machine_code *code = &s->machines[m];
    brink_i_machine_now *machine = &s->view.machine[m];
    bool other = machine->state != state;
    machine->state = state;
    machine->entered = s->view.now;
    machine->entered_rest = s->late;
    ADD(pending, m);
    if (code->whens) {
        ADD(whens, m);
    }
    for (int i = 0; i < code->n_slots; i++) {
        set_date(s, code->first_slot + i, NEVER);
    }
    if (code->hazard_slot >= 0) {
        ADD(renew, m);
        machine->window = NEVER;
    }
    if (other) {
        touch(s, brink_i_input_state(s->plan->program, m));
    }
    touch(s, brink_i_input_entry(s->plan->program, m));
    for (int i = s->plan->notices.first_visit[m]; i < s->plan->notices.first_visit[m + 1]; i++) {
        DROP(visited, i); /* what it saw before it came here */
    }
    notice(s, m, state, true);
}

static void run_effects(trial *s, const brink_i_effect_code *effects, int n, brink_i_stream *stream)
{
    for (int i = 0; i < n; i++) {
        const brink_i_effect *effect = effects[i].effect;
        switch (effect->kind) {
        case BRINK_I_ASSIGN:
            assign(s, effect->target, draw(s, &effects[i].value, stream));
            break;
        case BRINK_I_MOVE:
            enter(s, effect->target, effect->state);
            break;
        case BRINK_I_WHEN_IF:
            if (draw(s, &effects[i].value, stream) > 0.0) {
                run_effects(s, effects[i].then_do, effect->n_then, stream);
            } else {
                run_effects(s, effects[i].else_do, effect->n_else, stream);
            }
            break;
        }
    }
}

static int pick_target(trial *s, const brink_i_target_code *to, int n, brink_i_stream *stream)
{
    if (n == 1) {
        return to[0].state;
    }
    double total = 0;
    for (int i = 0; i < n; i++) {
        double weight = to[i].weight.root >= 0 ? value(s, &to[i].weight) : 1;
        s->bad |= !(weight >= 0 && isfinite(weight));
        s->weights[i] = weight;
        total += weight;
    }
    s->bad |= !(total > 0 && isfinite(total));
    return to[brink_i_pick(s->weights, n, total, brink_i_stream_uniform(stream))].state;
}

static void fire(trial *s, int m, int i)
{
    const brink_i_transition_code *code = &s->machines[m].transitions[i];
    brink_i_stream *stream = &s->view.machine[m].stream;
    enter(s, m, pick_target(s, code->to, code->transition->n_to, stream));
    run_effects(s, code->effects, code->transition->n_effects, stream);
}

/* Logit quantal response (McKelvey & Palfrey 1995). */
static void choose(trial *s, int m, int number)
{
    const brink_i_choice_code *code = &s->machines[m].choices[number];
    brink_i_stream *stream = &s->view.machine[m].stream;
    int n = code->choice->n_options;
    double precision = code->precision.root >= 0 ? value(s, &code->precision) : 1, most = -INFINITY,
           total = 0;
    for (int i = 0; i < n; i++) {
        s->weights[i] = precision * value(s, &code->options[i].utility);
        most = s->weights[i] > most ? s->weights[i] : most;
        s->bad |= !isfinite(s->weights[i]);
    }
    for (int i = 0; i < n; i++) {
        s->weights[i] = brink_i_exp(s->weights[i] - most);
        total += s->weights[i];
    }
    int taken = brink_i_pick(s->weights, n, total, brink_i_stream_uniform(stream));
    if (code->choice->options[taken].state >= 0) {
        enter(s, m, code->choice->options[taken].state);
    }
    run_effects(s, code->options[taken].effects, code->choice->options[taken].n_effects, stream);
}

static double period(trial *s, const brink_i_code *code)
{
    double every = value(s, code);
    s->bad |= !(isfinite(every) && every > 0);
    return every;
}

/* `delay` after a machine's entry. */
INLINE void set_date_after(trial *s, int slot, brink_i_date entered, double delay)
{
    brink_i_date due = brink_i_date_after(entered, delay);
    set_date(s, slot, due.date);
    s->rest[slot] = due.rest;
}

/* Semantics 6, step 2, for one machine. True: a choice was taken, after which everything is updated first. */
static bool arrive(trial *s, int m)
{
    const brink_i_machine_code *code = &s->machines[m];
    brink_i_machine_now *machine = &s->view.machine[m];
    const brink_i_state_code *here = &code->states[machine->state];
    bool chose = false;
    DROP(pending, m);
    count(s);
    for (int i = 0; i < here->n_timers; i++) {
        const brink_i_transition_code *timer = &code->transitions[here->timers[i]];
        double delay = draw(s, &timer->value, &machine->stream);
        s->bad |= !(isfinite(delay) && delay >= 0);
        set_date_after(s, timer->slot,
                       (brink_i_date){machine->entered, timer->value.tree ? 0 : machine->entered_rest},
                       delay);
    }
    for (int i = 0; i < here->n_reviews; i++) {
        const brink_i_choice_code *review = &code->choices[here->reviews[i]];
        s->times[review->slot] = 1;
        set_date_after(s, review->slot, (brink_i_date){machine->entered, machine->entered_rest},
                       period(s, &review->every));
    }
    for (int i = 0; i < here->n_entry_choices && !TEST(pending, m); i++) {
        choose(s, m, here->entry_choices[i]);
        chose = true;
    }
    return chose;
}

static bool arrive_all(trial *s)
{
    bool chose = false;
    EACH_DUE(m, pending) { chose |= arrive(s, m); }
    return chose || ANY(pending);
}

/* Of one machine the first `when` whose condition is true. */
static bool fire_first(trial *s, int m)
{
    const brink_i_machine_code *code = &s->machines[m];
    const brink_i_state_code *here = &code->states[s->view.machine[m].state];
    for (int i = 0; i < here->n_whens; i++) {
        int visit = s->plan->notices.visit[s->plan->notices.first_transition[m] + here->whens[i]];
        if ((visit >= 0 && TEST(visited, visit)) || holds(s, &code->transitions[here->whens[i]].value)) {
            count(s);
            fire(s, m, here->whens[i]);
            return true;
        }
    }
    DROP(whens, m);
    return false;
}

/* Semantics 6, step 3: conditions that move are looked at each time, the others where what they read changed.
 */
static bool fire_when(trial *s)
{
    for (int i = 0; i < s->plan->n_moving_whens; i++) {
        ADD(whens, s->plan->moving_whens[i]);
    }
    EACH_DUE(m, whens)
    {
        if (fire_first(s, m)) {
            return true;
        }
    }
    return false;
}

static void settle(trial *s)
{
    do {
        update_moving(s);
    } while (((ANY(pending) && arrive_all(s)) || fire_when(s)) && !s->bad);
    for (int w = 0; w < s->words.visited; w++) {
        s->set.visited[w] = 0;
    }
}
