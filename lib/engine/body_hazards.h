/* SPDX-License-Identifier: Apache-2.0 */

/* Chance (docs/semantics.md section 8): budgets, bounds over windows, candidates. Included by the body's
 * instances only. */

INLINE bool is_hazard(double x) { return x >= 0.0 && x < INFINITY; }

/* The sum of hazards that stand still, taken anew only where something that they read changed. */
static double standing_total(trial *s, int m, const brink_i_machine_code *code,
                             const brink_i_state_code *here)
{
    int number = s->plan->first_total[m] + s->view.machine[m].state;
    if (TEST(totals, number)) {
        double total = 0;
        for (int i = 0; i < here->n_hazards; i++) {
            double x = value(s, &code->transitions[here->hazards[i]].value);
            s->bad |= !is_hazard(x);
            total += x;
        }
        s->total[number] = total;
        DROP(totals, number);
    }
    return s->total[number];
}

/* Bounds of all hazards over [now, until], summed in order; those that stand are in `weights`. `*sure`: the
 * bounds show that all that move are hazards now. */
INLINE brink_i_range bounds_until(trial *s, const brink_i_machine_code *code, const brink_i_state_code *here,
                                  double until, bool *sure)
{
    double low = 0, high = 0;
    *sure = true;
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_code *hazard = &code->transitions[here->hazards[i]].value;
        if (hazard->binding == BRINK_I_MOVING) {
            brink_i_range r = range(s, hazard, until);
            *sure &= r.low >= 0 && r.high < INFINITY;
            low += r.low;
            high += r.high;
        } else {
            low += s->weights[i];
            high += s->weights[i];
        }
    }
    return (brink_i_range){low, high};
}

/* Takes the hazards of the state at now, those that move or those that stand; these stay in `weights`. */
static void take_hazards(trial *s, const brink_i_machine_code *code, const brink_i_state_code *here,
                         bool moving)
{
    for (int i = 0; i < here->n_hazards; i++) {
        const brink_i_code *hazard = &code->transitions[here->hazards[i]].value;
        if ((hazard->binding == BRINK_I_MOVING) == moving) {
            s->weights[i] = value(s, hazard);
            s->bad |= !is_hazard(s->weights[i]);
        }
    }
}

/* The window over which few candidates will be lost, and the bound that holds in it. */
static double take_window(trial *s, const brink_i_machine_code *code, const brink_i_state_code *here,
                          brink_i_machine_now *machine, double *end)
{
    double now = s->view.now, horizon = s->horizon, window = horizon - now;
    bool whole = true, sure;
    take_hazards(s, code, here, false);
    if (!(window > 0)) {
        take_hazards(s, code, here, true);
        *end = now;
        return 0;
    }
    if (2 * machine->window < window && now + 2 * machine->window > now) {
        window = 2 * machine->window;
        whole = false;
    }
    brink_i_range sum;
    for (int narrowings = 0;; narrowings++) {
        sum = bounds_until(s, code, here, now + window, &sure);
        double loose = sum.high - (sum.low > 0 ? sum.low : 0);
        if ((isfinite(sum.high) && !(loose * window > BRINK_I_MOST_LOST)) ||
            narrowings == BRINK_I_MOST_NARROWINGS || !(now + window / 2 > now)) {
            break;
        }
        window = isfinite(sum.high) && BRINK_I_MOST_LOST / loose > window / 2 ? BRINK_I_MOST_LOST / loose
                                                                              : window / 2;
        whole = false;
    }
    if (!sure) {
        take_hazards(s, code, here, true);
    }
    s->bad |= !isfinite(sum.high);
    *end = whole ? horizon : now + window;
    machine->window = window;
    return sum.high * BRINK_I_BOUND_MARGIN;
}

static void renew(trial *s, int m)
{
    const brink_i_machine_code *code = &s->machines[m];
    brink_i_machine_now *machine = &s->view.machine[m];
    const brink_i_state_code *here = &code->states[machine->state];
    double now = s->view.now, bound = 0, end = NEVER;
    if (here->moving) {
        bound = take_window(s, code, here, machine, &end);
    } else {
        bound = standing_total(s, m, code, here);
        if (machine->window_end >= NEVER && brink_i_same_bits(bound, machine->bound) &&
            !(machine->spent && bound > 0)) {
            return; /* nothing has changed for it: its candidate stands */
        }
    }
    double left = machine->budget - machine->bound * (now - machine->taken);
    machine->budget = left > 0 ? left : 0;
    machine->taken = now;
    machine->bound = bound;
    machine->window_end = end;
    machine->candidate = NEVER;
    if (bound > 0) {
        if (machine->spent) {
            machine->budget = brink_i_stream_exponential(&machine->stream);
            machine->spent = false;
        }
        machine->candidate = now + machine->budget / bound;
    }
    set_date(s, code->hazard_slot, end > now ? machine->candidate <= end ? machine->candidate : end : NEVER);
}

static void renew_all(trial *s)
{
    for (int i = 0; i < s->plan->n_moving_machines; i++) {
        int m = s->plan->moving_machines[i];
        if (s->view.now >= s->view.machine[m].window_end) {
            ADD(renew, m);
        }
    }
    EACH_TAKEN(m, renew) { renew(s, m); }
}

/* The transition that the candidate of a machine takes; -1: it is lost. */
static int decide(trial *s, const brink_i_machine_code *code, brink_i_machine_now *machine)
{
    const brink_i_state_code *here = &code->states[machine->state];
    if (here->n_hazards == 1 && !here->moving) {
        return here->hazards[0];
    }
    double level = brink_i_stream_uniform(&machine->stream) * machine->bound, sum = 0;
    int chosen = -1;
    for (int i = 0; i < here->n_hazards && (here->moving || chosen < 0); i++) {
        double x = value(s, &code->transitions[here->hazards[i]].value);
        s->bad |= !is_hazard(x);
        sum += x;
        chosen = chosen < 0 && sum > level ? here->hazards[i] : chosen;
    }
    s->bad |= here->moving && sum > machine->bound * BRINK_I_BROKEN_BOUND;
    return chosen;
}

/* False: a window ended or the candidate was lost, which only renews the machine. */
static bool meet_candidate(trial *s, int m)
{
    const brink_i_machine_code *code = &s->machines[m];
    brink_i_machine_now *machine = &s->view.machine[m];
    ADD(renew, m);
    if (machine->candidate > s->view.now) {
        return false;
    }
    machine->spent = true;
    int chosen = decide(s, code, machine);
    if (chosen < 0 || s->bad) {
        return false;
    }
    watch_before(s);
    fire(s, m, chosen);
    return true;
}
