/* SPDX-License-Identifier: Apache-2.0 */

/* Part of a generated module in SIMD form: the body of a trial (docs/semantics.md) for the lanes of a word.
 * It reads the model's tables, which are constants here, so that the compiler leaves of it what this model
 * needs. simd_loop.h has the picture. */

/* ---- stocks, comparisons (sections 4 and 5) ---- */

/* What is due when an input changed in these lanes. */
INLINE void changed(block *s, int x, mask on)
{
    const input_table *in = &inputs[x];
    EACH (i, in->n_stocks) {
        s->stock_due[input_stocks[in->first_stock + i]] |= on;
    }
    EACH (i, in->n_comparisons) {
        const int k = input_comparisons[in->first_comparison + i];
        s->comparison_due[k] |= on;
        s->by_value[k] |= in->recompute ? on : NONE;
    }
    EACH (i, in->n_readers) {
        const reader_table *r = &readers[in->first_reader + i];
        if (machines[r->machine].marks) {
            s->renew[r->machine] |= on & in_states(s, r->machine, r->states);
        }
    }
}

INLINE int state_input(int m) { return m; }
INLINE int entry_input(int m) { return N_MACHINES + m; }
INLINE int jump_input(int i) { return 2 * N_MACHINES + i; }
INLINE int motion_input(int i) { return 2 * N_MACHINES + N_STOCKS + i; }
INLINE int comparison_input(int k) { return 2 * N_MACHINES + 2 * N_STOCKS + k; }

INLINE word min_of(block *s, int i)
{
    return stocks[i].least >= 0 ? s->drawn[stocks[i].least] : least_of(s, i);
}
INLINE word max_of(block *s, int i) { return stocks[i].most >= 0 ? s->drawn[stocks[i].most] : most_of(s, i); }

/* The motion of a stock at its flow f. */
INLINE void move_stock(block *s, int i, mask on, word f)
{
    const int slot = stocks[i].slot;
    line *old = &s->line[stocks[i].place];
    s->stock_due[i] &= ~on;
    s->bad |= on & ~is_finite(f);
    const word x = line_at(old, s->now), min = min_of(s, i), max = max_of(s, i);
    f = pick((at_least(x, max) & above(f, SET(0.0))) | (at_most(x, min) & below(f, SET(0.0))), SET(0.0), f);
    on &= s->jumped[i] | ~same_bits(f, old->f);
    s->jumped[i] &= ~on;
    PUT(old->x0, on, x);
    PUT(old->t0, on, s->now);
    PUT(old->f, on, f);
    const mask up = above(f, SET(0.0)) & below(max, SET(INFINITY)),
               down = ~up & below(f, SET(0.0)) & above(min, SET(-INFINITY));
    const word limit = pick(up, max, min);
    PUT(s->date[slot], on, pick(up | down, s->now + word_delay(x - limit, f), SET(INFINITY)));
    changed(s, motion_input(i), on);
}

INLINE void reach_bound(block *s, int i, mask on)
{
    line *stock = &s->line[stocks[i].place];
    PUT(stock->x0, on, pick(above(stock->f, SET(0.0)), max_of(s, i), min_of(s, i)));
    PUT(stock->t0, on, s->now);
    PUT(s->date[stocks[i].slot], on, SET(INFINITY));
    s->jumped[i] |= on;
    s->stock_due[i] |= on;
    changed(s, jump_input(i), on);
}

/* A new value by an effect; nothing happens where the bits are the old ones. */
INLINE void set_stock(block *s, int i, word x, mask on)
{
    s->bad |= on & ~is_finite(x);
    x = stocks[i].limited ? word_saturate(x, min_of(s, i), max_of(s, i)) : x;
    if (stocks[i].slot < 0) {
        word *plain = &s->plain[stocks[i].place];
        on &= ~same_bits(x, *plain);
        PUT(*plain, on, x);
    } else {
        line *stock = &s->line[stocks[i].place];
        on &= ~same_bits(x, line_at(stock, s->now));
        PUT(stock->x0, on, x);
        PUT(stock->t0, on, s->now);
        s->jumped[i] |= on;
        s->stock_due[i] |= on;
    }
    changed(s, jump_input(i), on);
}

/* The date of the next crossing, from the gap between the sides and its slope. */
INLINE void renew_crossing(block *s, int k, mask on, word gap, word slope)
{
    const comparison_table *t = &comparisons[k];
    word date =
        word_crossing(t->op == BRINK_I_OP_LT || t->op == BRINK_I_OP_LE, s->truth[k], s->now, gap, slope);
    EACH (i, t->n_bounds) {
        date = pick(below(date, SET(INFINITY)) & word_yields(date, s->date[bounds[t->first_bound + i]]),
                    SET(INFINITY), date);
    }
    PUT(s->date[t->slot], on, date);
}

INLINE void set_truth(block *s, int k, mask other)
{
    s->truth[k] ^= other;
    changed(s, comparison_input(k), other);
}

/* By the values of the sides, where that is asked for. */
INLINE void update_truth(block *s, int k, mask open, mask holds)
{
    s->by_value[k] &= ~open;
    set_truth(s, k, (s->truth[k] ^ holds) & open);
}

/* A stock that moves, and a comparison, with their expressions. */
#define STOCK(i) \
    static inline void move_stock_##i(block *s, mask on) { move_stock(s, i, on, flow_##i(s)); }
#define COMPARISON(k)                                                        \
    static inline void renew_crossing_##k(block *s, mask on)                 \
    {                                                                        \
        renew_crossing(s, k, on, gap_##k(s), slope_##k(s));                  \
    }                                                                        \
    static void cross_##k(block *s, mask on)                                 \
    {                                                                        \
        set_truth(s, k, on);                                                 \
        renew_crossing_##k(s, on);                                           \
    }                                                                        \
    static inline void update_comparison_##k(block *s, mask on)              \
    {                                                                        \
        const mask open = s->by_value[k] & on;                               \
        s->comparison_due[k] &= ~on;                                         \
        if (OFTEN(open)) {                                                   \
            update_truth(s, k, open, by_value_##k(s));                       \
        }                                                                    \
        renew_crossing_##k(s, on);                                           \
        const mask now = on & at_most(s->date[comparisons[k].slot], s->now); \
        if (RARE(now)) {                                                     \
            cross_##k(s, now);                                               \
        }                                                                    \
    }
EACH_MOVING_STOCK(STOCK)
EACH_COMPARISON(COMPARISON)
#undef STOCK
#undef COMPARISON

INLINE void settle(block *s)
{
    for (int turns = 0; N_LINES || N_COMPARISONS; turns++) {
        mask due = NONE;
#define MOVE(i)                             \
    if (OFTEN(s->stock_due[i])) {           \
        move_stock_##i(s, s->stock_due[i]); \
    }
#define UPDATE(k)                                       \
    if (OFTEN(s->comparison_due[k])) {                  \
        update_comparison_##k(s, s->comparison_due[k]); \
    }
        EACH_MOVING_STOCK(MOVE)
        EACH_COMPARISON(UPDATE)
#undef MOVE
#undef UPDATE
        EACH (i, N_STOCKS) {
            due |= stocks[i].slot >= 0 ? s->stock_due[i] : NONE;
        }
        EACH (k, N_COMPARISONS) {
            due |= s->comparison_due[k];
        }
        if (!RARE(due & ~s->bad)) {
            break;
        }
        s->bad |= turns < FEW_TURNS ? NONE : due; /* perhaps without end */
    }
}

/* ---- what a trial leaves behind (section 9) ---- */

INLINE void take_extreme(block *s, int i, mask on)
{
    const word x = measure_of(s, i);
    const mask better = measures[i].kind == LEAST ? below(x, s->watch[i]) : above(x, s->watch[i]);
    PUT(s->watch[i], on & (~s->watching[i] | better), x);
    s->watching[i] |= on;
}

INLINE bool is_extreme(int i) { return measures[i].kind == LEAST || measures[i].kind == MOST; }

/* Just before an event: extremes of what moves. */
INLINE void observe_before(block *s, mask on)
{
    EACH (i, N_MEASURES) {
        if (is_extreme(i) && measures[i].moving) {
            take_extreme(s, i, on);
        }
    }
}

/* Points of series before a date, each at its date. */
INLINE void record_points(block *s, mask on, word before)
{
    const word now = s->now;
    EACH (i, N_SERIES) {
        const series_table *t = &series[i];
        word date = s->reached[i] * t->every;
        s->bad |= on & at_least(BRINK_I_INSTANT_END(date), before) & below(date, before); /* one instant? */
        mask due = on & below(date, before) & below(s->reached[i], SET(t->n_points));
        while (RARE(due)) {
            s->now = date;
            const word x = series_of(s, i);
            for (unsigned lanes = lanes_of(due); lanes; lanes &= lanes - 1) {
                const int l = __builtin_ctz(lanes);
                s->points[t->first + (int)s->reached[i][l]][l] = x[l];
            }
            PUT(s->reached[i], due, s->reached[i] + 1.0);
            date = s->reached[i] * t->every;
            s->bad |= due & at_least(BRINK_I_INSTANT_END(date), before) & below(date, before);
            due &= below(date, before) & below(s->reached[i], SET(t->n_points));
        }
    }
    s->now = now;
}

/* The trials of these lanes end now. */
INLINE void finish(block *s, mask on)
{
    EACH (i, N_SERIES) {
        PUT(s->rest[i], on, series_of(s, i));
    }
    EACH (i, N_MEASURES) {
        const measure_kind kind = measures[i].kind;
        word x = kind == AT_END ? measure_of(s, i) : s->watch[i];
        x = kind == TIME_IN ? pick(s->watching[i], x + (s->now - s->since[i]), x) : x;
        x = kind == TIME_IN || kind == FIRST ? x * measures[i].scale : x;
        PUT(s->measure[i], on, x);
    }
}

INLINE void look(block *s, int i, mask on)
{
    const measure_kind kind = measures[i].kind;
    if (is_extreme(i)) {
        take_extreme(s, i, on);
    } else if (kind == FIRST) {
        const mask holds = on & measure_holds(s, i);
        PUT(s->watch[i], holds & ~s->watching[i], s->now);
        s->watching[i] |= holds;
    } else if (kind == TIME_IN) {
        const mask holds = on & measure_holds(s, i);
        PUT(s->since[i], holds & ~s->watching[i], s->now);
        PUT(s->watch[i], on & s->watching[i] & ~holds, s->watch[i] + (s->now - s->since[i]));
        s->watching[i] = (s->watching[i] & ~on) | holds;
    }
}

/* When settled: the lanes that an outcome ends. */
INLINE mask observe(block *s, mask on)
{
    EACH (i, N_MEASURES) {
        look(s, i, on);
    }
    mask ended = NONE;
    EACH (i, N_OUTCOMES) {
        if (i != OTHERWISE) {
            const mask holds = on & ~ended & outcome_holds(s, i);
            s->outcome = pick_bits(holds, (bits_word){0} + (uint64_t)i, s->outcome);
            ended |= holds;
        }
    }
    if (ANY(ended)) {
        finish(s, ended);
    }
    return ended;
}

/* Lanes that an event ends, where outcomes can be looked at right now and need not wait for the end of the
 * instant. What might go wrong then still has to. */
INLINE mask ended_by(block *s, mask on)
{
    const mask ended = observe(s, on);
#define CHECK(i) s->bad |= ended & ~is_finite(flow_##i(s));
    EACH_MOVING_STOCK(CHECK)
#undef CHECK
    return ended;
}

/* ---- events (sections 7, 8 and 10) ---- */

/* In which lanes which transition fires, in one state of a machine. */
INLINE void decide(block *s, int m, int k, mask due, word level, mask *fires)
{
    const state_table *t = &states[k];
    const mask here = due & s->in[k];
    if (!t->asks) {
        fires[hazards[t->first_hazard]] |= here;
    } else if (t->cheap || ANY(here)) {
        word sum = SET(0.0);
        mask open = here;
        EACH (i, t->n_hazards) {
            const int number = hazards[t->first_hazard + i];
            const word h = hazard_of(s, number);
            sum = sum + h;
            const mask hit = open & above(sum, level);
            fires[number] |= hit;
            open &= ~hit;
            s->bad |= t->window >= 0 ? here & ~at_least(h, SET(0.0)) : NONE;
        }
        s->bad |= t->window >= 0 ? here & ~at_most(sum, s->bound[m] * BRINK_I_BROKEN_BOUND) : NONE;
    }
}

/* What a machine's transitions do, all at once but for their effects; the lanes in which one fires. */
INLINE mask fire(block *s, int m, const mask *fires)
{
    const machine_table *machine = &machines[m];
    const transition_table *its = &transitions[machine->first_transition];
    const mask *f = fires + machine->first_transition;
    mask *in = s->in + machine->first_state;
    mask fired = NONE, back = NONE;
    EACH (i, machine->n_transitions) {
        fired |= f[i];
        back |= its[i].from >> its[i].to & 1 ? f[i] & in[its[i].to] : NONE;
    }
    observe_before(s, fired);
    EACH (k, machine->n_states) {
        mask leaves = NONE, enters = NONE;
        EACH (i, machine->n_transitions) {
            leaves |= its[i].to != k && its[i].from >> k & 1 ? f[i] : NONE;
            enters |= its[i].to == k ? f[i] : NONE;
        }
        in[k] = (in[k] & ~leaves) | enters;
    }
    if (machine->timed >= 0) {
        PUT(s->entered[machine->timed], fired, s->now);
    }
    if (machine->moving >= 0) {
        PUT(s->window[machine->moving], fired, SET(INFINITY));
    }
    changed(s, state_input(m), fired & ~back);
    changed(s, entry_input(m), fired);
    EACH (i, N_MEASURES) {
        if (measures[i].kind == COUNT && measures[i].machine == m) {
            mask enters = NONE;
            EACH (k, machine->n_transitions) {
                enters |= measures[i].states >> its[k].to & 1 ? f[k] : NONE;
            }
            s->watch[i] = s->watch[i] + truth_of(enters);
        }
    }
    EACH (i, machine->n_transitions) {
        if (its[i].n_effects && ANY(f[i])) {
            EACH (k, its[i].n_effects) {
                const int number = its[i].first_effect + k;
                set_stock(s, effects[number].stock, effect_of(s, number), f[i]);
            }
        }
    }
    return fired;
}

/* One draw for the machine that comes next in each lane, whichever it is; the lanes in which something
 * happens. */
INLINE mask chance(block *s, const mask *at)
{
    mask due[SOME(N_MACHINES)], asks[SOME(N_MACHINES)], fires[SOME(N_TRANSITIONS)];
    mask any = NONE, all = NONE;
    bits_word x = {0}, inc = {0};
    word u = SET(0.0);
    EACH (i, N_TRANSITIONS) {
        fires[i] = NONE;
    }
    EACH (m, N_MACHINES) {
        const machine_table *machine = &machines[m];
        due[m] = asks[m] = NONE;
        if (machine->hazard_slot >= 0) {
            const mask here = at[machine->hazard_slot];
            mask asking = NONE;
            due[m] = machine->moving < 0 ? here : here & at_most(s->candidate[machine->moving], s->now);
            s->renew[m] |= machine->marks ? here : NONE;
            s->spent[m] |= due[m];
            bool every = true;
            EACH (k, machine->n_states) {
                const int state = machine->first_state + k;
                asking |= states[state].asks ? s->in[state] : NONE;
                every &= states[state].asks;
            }
            asks[m] = every ? due[m] : due[m] & asking;
            x = pick_bits(asks[m], s->stream[m], x);
            inc = pick_bits(asks[m], s->inc[m], inc);
            any |= asks[m];
        }
    }
    if (OFTEN(any)) {
        u = word_uniform(x);
        x = x * BRINK_I_PCG_MULTIPLIER + inc;
        EACH (m, N_MACHINES) {
            s->stream[m] = pick_bits(asks[m], x, s->stream[m]);
        }
    }
    EACH (m, N_MACHINES) {
        if (machines[m].hazard_slot >= 0 && ANY(due[m])) {
            const word level = u * s->bound[m];
            EACH (k, machines[m].n_states) {
                if (states[machines[m].first_state + k].n_hazards) {
                    decide(s, m, machines[m].first_state + k, due[m], level, fires);
                }
            }
            all |= fire(s, m, fires);
        }
    }
    return all;
}

/* All comparisons that cross at an instant together are one event. */
INLINE void cross_together(block *s, mask on)
{
    observe_before(s, on);
    const word soon = BRINK_I_INSTANT_END(s->now);
#define CROSS(k)                                                            \
    const mask here_##k = on & at_most(s->date[comparisons[k].slot], soon); \
    if (ANY(here_##k)) {                                                    \
        cross_##k(s, here_##k);                                             \
    }
    EACH_COMPARISON(CROSS)
#undef CROSS
    (void)soon;
}

/* Lanes that end in this round, and of these the ones of which only that is to be told that nothing ended
 * them before the horizon. */
typedef struct ends {
    mask ended, late;
} ends;

INLINE word next_date(const block *s)
{
    word next[4] = {SET(INFINITY), SET(INFINITY), SET(INFINITY), SET(INFINITY)}; /* short chains */
    EACH (i, N_SLOTS) {
        next[i % 4] = sooner(next[i % 4], s->date[i]);
    }
    return sooner(sooner(next[0], next[1]), sooner(next[2], next[3]));
}

/* Lanes in which computed dates come so close together that they are one instant, or may be: the oracle plays
 * those trials, which are rare in models of chances. (Crossings that are met together are one event in any
 * case; dates with the same bits come in the order of slots.) */
INLINE mask find_ties(const block *s, word next)
{
    const word end = BRINK_I_INSTANT_END(next);
    mask bound = NONE, crossing = NONE, bound_soon = NONE, soon = NONE;
    EACH (i, N_KNOWN) {
        const mask first = same_bits(s->date[i], next), close = at_most(s->date[i], end) & ~first;
        bound |= slots[i].kind == BOUND ? first : NONE;
        crossing |= slots[i].kind == BOUND ? NONE : first;
        bound_soon |= slots[i].kind == BOUND ? close : NONE;
        soon |= close;
    }
    const mask again = (bound | crossing) & above(next, s->now) & at_most(next, BRINK_I_INSTANT_END(s->now));
    const mask late =
        (bound | crossing) & above(next, SET(HORIZON)) & at_most(next, SET(BRINK_I_INSTANT_END(HORIZON)));
    return (bound & soon) | (crossing & bound_soon) | again | late;
}

/* The next event of each lane; the lanes that end with it. */
static ends commit(block *s)
{
    const word next = next_date(s);
    const mask over = s->alive & above(next, SET(HORIZON)), going = s->alive & ~over;
    mask rest = going, at[SOME(N_SLOTS)]; /* of those at the same time the first comes first */
    mask known = NONE, crosses = NONE;
    if (N_KNOWN) {
        s->bad |= s->alive & find_ties(s, next);
    }
    EACH (i, N_SLOTS) {
        at[i] = rest & same_bits(s->date[i], next);
        rest &= ~at[i];
    }
    if (COUNTS) {
        const mask again = going & at_most(next, s->now + COUNT_SPAN);
        s->repeats = pick(again, s->repeats, SET(0.0));
        if (RARE(again)) { /* more events in one instant: endlessly many? */
            s->repeats = s->repeats + truth_of(again);
            s->bad |= again & above(s->repeats, SET(FEW_EVENTS));
        }
    }
    record_points(s, s->alive, pick(over, SET(HORIZON), next));
    if (ENDS_AT_EVENTS) {
        s->now = next;
    } else {
        s->now = pick(over, SET(HORIZON), pick(going, next, s->now));
        if (N_MEASURES ? ANY(over) : OFTEN(over)) {
            observe_before(s, over);
            s->outcome = pick_bits(over, (bits_word){0} + OTHERWISE, s->outcome);
            finish(s, over);
        }
    }
    EACH (i, N_SLOTS) {
        if (slots[i].kind == BOUND && ANY(at[i])) {
            reach_bound(s, slots[i].index, at[i]);
        }
        crosses |= slots[i].kind == CROSSING ? at[i] : NONE;
        known |= slots[i].kind == HAZARD ? NONE : at[i];
    }
    if (N_COMPARISONS && ANY(crosses)) {
        cross_together(s, crosses);
    }
    const mask all = chance(s, at);
    s->happened = all | known;
    return ENDS_AT_EVENTS ? (ends){ended_by(s, all) | (over & s->bad), over & ~s->bad} : (ends){over, NONE};
}

/* ---- budgets and dates (section 8) ---- */

/* Hazards of a state that do not move, checked, and their sum as far as it is one of such. */
INLINE word still_hazard(block *s, int number, mask here)
{
    const word h = hazard_of(s, number);
    s->bad |= transitions[number].constant ? NONE : here & ~at_least(h, SET(0.0));
    return h;
}

INLINE void add_still_bound(block *s, int k, mask here, word *bound)
{
    word sum = SET(0.0);
    EACH (i, states[k].n_hazards) {
        sum = sum + still_hazard(s, hazards[states[k].first_hazard + i], here);
    }
    s->bad |= states[k].constant ? NONE : here & ~below(sum, SET(INFINITY));
    PUT(*bound, here, sum);
}

/* What the list of windows found. Where a lower end is not above 0, the value now may be below 0: that is a
 * fault. */
INLINE void take_window(pool *p, block *s, int m, int k, mask here, word *bound, word *end)
{
    const window_list *q = &p->list[states[k].window];
    const int at = s->place[states[k].window];
    word *window = &s->window[machines[m].moving];
    *bound = expand(q->bound + at, here, *bound);
    *end = expand(q->end + at, here, *end);
    *window = expand(q->window + at, here, *window);
    s->bad |= here & ~at_least(*bound, SET(0.0));
    EACH (i, states[k].n_hazards) {
        const int number = hazards[states[k].first_hazard + i];
        if (!transitions[number].moving) {
            still_hazard(s, number, here);
        }
    }
    const mask doubt = above(expand(q->doubt + at, here, SET(0.0)), SET(0.0));
    if (RARE(doubt)) {
        word sum = SET(0.0);
        EACH (i, states[k].n_hazards) {
            const int number = hazards[states[k].first_hazard + i];
            const word h = hazard_of(s, number);
            s->bad |= transitions[number].moving ? doubt & ~at_least(h, SET(0.0)) : NONE;
            sum = sum + h;
        }
        s->bad |= doubt & ~below(sum, SET(INFINITY));
    }
}

/* Bounds that are new; the lanes in which they are. */
INLINE mask renew_machine(pool *p, block *s, int m, mask on)
{
    const machine_table *machine = &machines[m];
    const word now = s->now;
    word bound = SET(0.0), end = SET(INFINITY);
    EACH (i, machine->n_states) {
        const int k = machine->first_state + i;
        const mask here = on & s->in[k];
        if (states[k].window >= 0) {
            if (OFTEN(here)) {
                take_window(p, s, m, k, here, &bound, &end);
            }
        } else if (states[k].n_hazards && (states[k].cheap || ANY(here))) {
            add_still_bound(s, k, here, &bound);
        }
    }
    mask same = same_bits(bound, s->bound[m]) & ~(s->spent[m] & above(bound, SET(0.0)));
    if (machine->moving >= 0) {
        same &= at_least(end, SET(INFINITY)) & at_least(s->window_end[machine->moving], SET(INFINITY));
    }
    on &= ~same;
    const word left = s->left[m] - s->bound[m] * (now - s->taken[m]);
    PUT(s->left[m], on, pick(above(left, SET(0.0)), left, SET(0.0)));
    PUT(s->taken[m], on, now);
    PUT(s->bound[m], on, bound);
    if (machine->moving >= 0) {
        PUT(s->window_end[machine->moving], on, end);
    }
    return on;
}

/* What follows the events: the lanes that end. What needs a window asks for it. */
static mask react(pool *p, block *s)
{
    const mask happened = s->happened;
    mask ended = NONE;
    if (OFTEN(happened)) {
        settle(s);
        ended = ENDS_AT_EVENTS ? NONE : observe(s, happened);
    }
    ended |= s->bad & s->alive;
    const mask on = s->alive & ~ended;
    EACH (m, N_MACHINES) {
        const machine_table *machine = &machines[m];
        if (machine->hazard_slot < 0) {
            continue;
        }
        s->fresh[m] = machine->marks ? on & s->renew[m] : on;
        if (machine->moving >= 0) {
            s->fresh[m] |= on & at_least(s->now, s->window_end[machine->moving]);
        }
        s->renew[m] = machine->marks ? NONE : s->renew[m];
        EACH (i, machine->n_states) {
            const int k = machine->first_state + i;
            if (states[k].window >= 0 && OFTEN(s->fresh[m] & s->in[k])) {
                ask(p, s, m, k, s->fresh[m] & s->in[k]);
            }
        }
    }
    return ended;
}

/* New bounds. A word's lanes that need a budget ask for it, machine by machine, in the list that they are
 * drawn from. */
static void renew(pool *p, block *s)
{
    budgets *q = &p->budgets;
    int at = q->n;
    s->budget_place = at;
    EACH (m, N_MACHINES) {
        if (machines[m].hazard_slot >= 0 && OFTEN(s->fresh[m])) {
            const mask fresh = renew_machine(p, s, m, s->fresh[m]);
            const mask need = fresh & s->spent[m] & above(s->bound[m], SET(0.0));
            s->fresh[m] = fresh;
            s->spent[m] &= ~need;
            s->need[m] = need;
            compress_bits(q->stream + at, need, s->stream[m]);
            compress_bits(q->inc + at, need, s->inc[m]);
            at += __builtin_popcount(lanes_of(need));
        }
    }
    q->n = at;
}

static void draw_budgets(budgets *q)
{
    for (int at = 0; at < q->n; at += WORD) {
        const bits_word x = BITS_AT(q->stream);
        BITS_AT(q->stream) = x * BRINK_I_PCG_MULTIPLIER + BITS_AT(q->inc);
        WORD_AT(q->budget) = -word_log_normal(word_uniform(x));
    }
    q->n = 0;
}

/* Budgets, and dates of all lanes, new or not: where a bound did not change, what its date is made of did not
 * either. */
static void date(pool *p, block *s)
{
    const budgets *q = &p->budgets;
    int at = s->budget_place;
    EACH (m, N_MACHINES) {
        const int slot = machines[m].hazard_slot, moving = machines[m].moving;
        if (slot < 0 || !OFTEN(s->fresh[m])) {
            continue;
        }
        s->left[m] = expand(q->budget + at, s->need[m], s->left[m]);
        s->stream[m] = expand_bits(q->stream + at, s->need[m], s->stream[m]);
        at += __builtin_popcount(lanes_of(s->need[m]));
        const word candidate =
            pick(above(s->bound[m], SET(0.0)), s->taken[m] + s->left[m] / s->bound[m], SET(INFINITY));
        if (moving >= 0) {
            const word end = s->window_end[moving];
            s->candidate[moving] = candidate;
            s->date[slot] =
                pick(above(end, s->taken[m]), pick(at_most(candidate, end), candidate, end), SET(INFINITY));
        } else {
            s->date[slot] = candidate;
        }
    }
}
