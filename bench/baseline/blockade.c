/* SPDX-License-Identifier: Apache-2.0 */

/* Baseline (f): the base variant of scenarios/taiwan-blockade.yaml with all that it includes, by hand in C,
 * as a careful researcher writes it for this one scenario: event by event in continuous time, outcomes only.
 *
 * What moves between events moves in straight lines, so the hazards that follow it (that Taipei concedes,
 * that talks succeed) are thinned: they are monotone between two known dates, so the larger of their values
 * at both ends is a bound. Everything else that is random is a constant hazard until the next event, a drawn
 * delay, or a choice. Levers stand at 0 here; parameters that only levers or measures read are left out.
 * Inlined PCG, libm.
 *
 *   blockade TRIALS [SEED]       time is in days, oil in Mbbl, as in the scenario */

#include <stdbool.h>

#include "baseline.h"

#define YEAR 365.24219878125
#define MONTH (YEAR / 12)
#define WEEK 7.0

static const double horizon = 2 * YEAR;

/* ---- parameters ---------------------------------------------------------------------------------------- */

/* Keelin's metalog of three percentiles, on the scale of its bounds: M(u) = a + (b + c*(u - 1/2))*logit(u).
 */
typedef struct elicited {
    double a, b, c;
} elicited;

static elicited metalog(double q05, double q50, double q95)
{
    const double spread = log(19);
    return (elicited){q50, (q95 - q05) / (2 * spread), (q05 + q95 - 2 * q50) / (0.9 * spread)};
}

/* Without bounds, above 0, between 0 and a bound. */
static elicited whole(double q05, double q50, double q95) { return metalog(q05, q50, q95); }

static elicited above(double q05, double q50, double q95) { return metalog(log(q05), log(q50), log(q95)); }

static double logit(double x, double high) { return log(x / (high - x)); }

static elicited within(double q05, double q50, double q95, double high)
{
    return metalog(logit(q05, high), logit(q50, high), logit(q95, high));
}

static elicited share(double q05, double q50, double q95) { return within(q05, q50, q95, 1); }

static inline double draw_whole(baseline_stream *r, const elicited *e)
{
    const double u = baseline_uniform(r);
    return e->a + (e->b + e->c * (u - 0.5)) * log(u / (1 - u));
}

static inline double draw_above(baseline_stream *r, const elicited *e) { return exp(draw_whole(r, e)); }

static inline double draw_share(baseline_stream *r, const elicited *e)
{
    return baseline_logistic(draw_whole(r, e));
}

/* Each is X(name, kind, three percentiles, unit). */
#define ELICITED(X)                                    \
    X(entry_delay, above, 0.5, 3, 14, 1)               \
    X(tokyo_delay, above, 0.5, 2, 10, 1)               \
    X(fights_if_struck, share, 0.5, 0.75, 0.9, 1)      \
    X(fights_early, above, 0.02, 0.1, 0.4, 1 / MONTH)  \
    X(gas_days, above, 8, 11, 15, 1)                   \
    X(coal_days, above, 39, 47, 56, 1)                 \
    X(oil_days, above, 120, 143, 160, 1)               \
    X(food_days, above, 26, 36, 52, WEEK)              \
    X(refill_speed, above, 0.1, 0.3, 1, 1)             \
    X(grid_hit, above, 0.15, 0.3, 0.6, 1 / WEEK)       \
    X(grid_mend, above, 0.05, 0.1, 0.2, 1 / WEEK)      \
    X(will, share, 0.50, 0.68, 0.78, 1)                \
    X(concede_dark, above, 0.05, 0.3, 1.0, 1 / MONTH)  \
    X(hunger, above, 0.1, 0.5, 2, 1)                   \
    X(imports, above, 11.0, 11.3, 11.7, 1)             \
    X(seaborne_share, share, 0.88, 0.91, 0.94, 1)      \
    X(espo_spur, above, 0.6, 0.7, 0.8, 1)              \
    X(nsr_cargo, above, 9, 14, 18, 1)                  \
    X(nsr_season, year, 3.5, 4.3, 5.0, 12 * MONTH)     \
    X(crude_stock, above, 1000, 1300, 1400, 1)         \
    X(usable_share, share, 0.60, 0.80, 0.95, 1)        \
    X(max_draw, above, 2, 5, 8, 1)                     \
    X(refill, above, 0.7, 0.9, 1.1, 1)                 \
    X(demand, above, 13.9, 14.8, 15.3, 1)              \
    X(domestic, above, 4.1, 4.3, 4.5, 1)               \
    X(leak, share, 0.05, 0.25, 0.60, 1)                \
    X(voyage, above, 10, 20, 35, 1)                    \
    X(civil_cut, share, 0.10, 0.25, 0.45, 1)           \
    X(ration_lag, above, 5, 20, 60, 1)                 \
    X(war_demand, above, 0.08, 0.25, 0.60, 1)          \
    X(tight_at, above, 30, 60, 120, 1)                 \
    X(pass_quarantine, share, 0.3, 0.6, 0.9, 1)        \
    X(pass_boarding, share, 0.05, 0.13, 0.4, 1)        \
    X(pass_resisted, share, 0.4, 0.7, 0.95, 1)         \
    X(pass_mines, share, 0.04, 0.10, 0.22, 1)          \
    X(pass_fire, share, 0.02, 0.08, 0.25, 1)           \
    X(pass_fought, share, 0.1, 0.3, 0.5, 1)            \
    X(convoy_share, share, 0.8, 0.95, 0.99, 1)         \
    X(convoy_war, share, 0.5, 0.85, 0.95, 1)           \
    X(convoy_struck, share, 0.6, 0.92, 0.98, 1)        \
    X(convoy_lag, above, 4, 6, 10, WEEK)               \
    X(cut_at_entry, share, 0.05, 0.2, 0.5, 1)          \
    X(cut_later, above, 0.03, 0.10, 0.30, 1 / MONTH)   \
    X(cut_fatigue, above, 0.01, 0.04, 0.15, 1 / MONTH) \
    X(harden, above, 0.05, 0.15, 0.4, 1 / MONTH)       \
    X(soften, above, 0.02, 0.05, 0.15, 1 / MONTH)      \
    X(mine, above, 0.04, 0.12, 0.35, 1 / MONTH)        \
    X(shoot, above, 0.04, 0.15, 0.4, 1 / MONTH)        \
    X(strike, above, 0.03, 0.10, 0.30, 1 / MONTH)      \
    X(widen, above, 0.05, 0.15, 0.40, 1 / MONTH)       \
    X(resist, above, 0.1, 0.3, 1, 1 / MONTH)           \
    X(hit_mainland, above, 0.01, 0.05, 0.2, 1 / MONTH) \
    X(contest, above, 1, 2, 4, 1)                      \
    X(invade_cost, above, 1.2, 1.8, 3, 1)              \
    X(deterrence, whole, 0, 0.5, 1.2, 1)               \
    X(gamble, whole, 0, 0.5, 1.5, 1)                   \
    X(fuel_caution, whole, 0, 0.7, 2, 1)               \
    X(planned_war, above, 2, 6, 26, WEEK)              \
    X(win_alone, share, 0.6, 0.85, 0.97, 1)            \
    X(win_contested, share, 0.01, 0.04, 0.15, 1)       \
    X(win_afar, share, 0.05, 0.2, 0.5, 1)              \
    X(drag, share, 0.1, 0.3, 0.6, 1)                   \
    X(face, above, 1.7, 2.5, 3.8, 1)                   \
    X(futility, whole, 0, 0.8, 1.6, 1)                 \
    X(strain, whole, 0, 0.6, 1.5, 1)                   \
    X(settle_share, share, 0.13, 0.42, 0.74, 1)        \
    X(talks_scarcity, above, 0.2, 1, 3, 1)

/* The season of the Arctic route is elicited in months, between 0 and 12; its unit makes a share of it. */
static elicited year(double q05, double q50, double q95) { return within(q05, q50, q95, 12); }

static inline double draw_year(baseline_stream *r, const elicited *e) { return draw_share(r, e); }

#define FIELD(name, ...) elicited name;
typedef struct distributions {
    ELICITED(FIELD)
} distributions;
#undef FIELD

#define FIELD(name, ...) double name;
typedef struct parameters {
    ELICITED(FIELD)
    double us_reluctance, tokyo_reluctance, kazakhstan, nsr_survives, season_phase;
    /* follow from these */
    double leaked, overland, planned_need, war_length, talks, unwilling, oil_full;
} parameters;
#undef FIELD

/* Given, not drawn. */
static const double entry_quarantine = 0.45, entry_blockade = 0.60, entry_kinetic = 0.70,
                    entry_invasion = 0.80, bases_odds = 0.85, power_no_gas = 0.73, power_no_coal = 0.24,
                    power_no_oil = 0.17, tight_width = 15, forced_cut = 0.3, start_mines = 0.2,
                    start_fire = 0.1, resist_at_once = 0.3, bases_lost = 0.32, precision = 2, review = 30,
                    overrun = 1.6, calm_in_fire = 0.49, calm_in_war = 0.28;

static distributions prepare(void)
{
    distributions d;
#define PREPARE(name, kind, low, middle, high, unit) d.name = kind(low, middle, high);
    ELICITED(PREPARE)
#undef PREPARE
    return d;
}

static void draw_parameters(baseline_stream *r, const distributions *d, parameters *p)
{
#define DRAW(name, kind, low, middle, high, unit) p->name = draw_##kind(r, &d->name) * (unit);
    ELICITED(DRAW)
#undef DRAW
    p->us_reluctance = baseline_uniform(r);
    p->tokyo_reluctance = baseline_uniform(r);
    p->kazakhstan = baseline_triangular(baseline_uniform(r), 0.2, 0.4, 0.4);
    p->nsr_survives = 0.1 + 0.85 * baseline_uniform(r);
    p->season_phase = baseline_uniform(r) * YEAR;

    p->leaked = p->leak * p->seaborne_share * p->imports;
    p->overland = p->espo_spur + p->kazakhstan;
    p->planned_need =
        fmax((1 - p->civil_cut) * p->demand + p->war_demand - p->domestic - p->overland - p->leaked, 0.5);
    p->war_length = overrun * p->planned_war;
    p->talks = -log(1 - p->settle_share) / (20 * WEEK);
    p->unwilling = 1 - p->will;
    p->oil_full = p->crude_stock * p->usable_share;
}

/* ---- states -------------------------------------------------------------------------------------------- */

enum strait {
    QUARANTINE,
    BLOCKADE,
    MINES,
    KINETIC,
    STRIKES,
    INVASION,
    WIDER_WAR,
    CONCEDED,
    CONQUERED,
    WITHDRAWN,
    SETTLED
};
enum coalition { CONSTRAINED, ASSERTIVE, US_CONSTRAINED, WIDER };
enum convoys { NO_CONVOYS, FORMING, RUNNING };
enum embargo { NO_EMBARGO, DECLINED, ORDERED };
enum washington { OUT, LEANING, ENGAGED };
enum tokyo { ASIDE, WEIGHING, BASING, RESTRAINED, FIGHTING };
enum fuel { ALL, NO_GAS, NO_COAL, NO_OIL };
enum sea_oil { OPEN, CLOSING, CUT };

typedef struct world {
    double now;
    enum strait strait;
    enum coalition coalition;
    enum convoys convoys;
    enum embargo embargo;
    enum washington washington;
    enum tokyo tokyo;
    enum fuel fuel;
    enum sea_oil sea_oil;
    bool short_of_food, rationed, ice_free;
    /* dates; INFINITY: not set */
    double review_due, decided, us_due, tokyo_due, convoys_due, cut_due, rationing_due, season_turns;
    /* what moves: value now, and speed until the next event */
    double grid, grid_speed, without, without_speed, oil, oil_speed;
    /* constant between events; `steady` is the sum of the hazards that stand still */
    double arriving, draw, forced, up, down, widen, coalition_rate, embargo_rate, tokyo_rate, steady;
} world;

static inline bool us_in(const world *w) { return w->washington == ENGAGED; }

static inline bool japan_bases(const world *w) { return w->tokyo >= BASING; }

static inline bool shooting(const world *w) { return w->strait >= MINES && w->strait <= WIDER_WAR; }

static inline bool at_war(const world *w) { return w->strait == INVASION || w->strait == WIDER_WAR; }

static inline bool struck(const world *w) { return w->strait >= STRIKES && w->strait <= WIDER_WAR; }

static inline bool resisting(const world *w) { return w->coalition == ASSERTIVE || us_in(w); }

static double entry_odds(enum strait rung)
{
    switch (rung) {
    case QUARANTINE:
        return entry_quarantine;
    case BLOCKADE:
        return entry_blockade;
    case MINES:
    case KINETIC:
    case STRIKES:
        return entry_kinetic;
    case INVASION:
    case WIDER_WAR:
        return entry_invasion;
    default:
        return 0;
    }
}

/* Share of Taiwan's imports that arrives. */
static double arriving(const world *w, const parameters *p)
{
    double alone = 0;
    switch (w->strait) {
    case QUARANTINE:
        alone = p->pass_quarantine;
        break;
    case BLOCKADE:
        alone = resisting(w) ? fmax(p->pass_resisted, p->pass_boarding) : p->pass_boarding;
        break;
    case MINES:
        alone = p->pass_mines;
        break;
    case KINETIC:
    case STRIKES:
        alone = resisting(w) ? fmax(p->pass_fought, p->pass_fire) : p->pass_fire;
        break;
    default:
        break;
    }
    if (w->convoys != RUNNING) {
        return alone;
    }
    const double convoyed = !at_war(w)              ? p->convoy_share
                            : w->coalition == WIDER ? p->convoy_struck
                                                    : p->convoy_war;
    return fmax(alone, convoyed * (japan_bases(w) ? 1 : 1 - bases_lost));
}

/* ---- what moves ---------------------------------------------------------------------------------------- */

static inline double clamp(double x, double low, double high) { return fmin(fmax(x, low), high); }

static inline double grid_after(const world *w, double wait)
{
    return clamp(w->grid + w->grid_speed * wait, 0, 1);
}

static inline double oil_after(const world *w, const parameters *p, double wait)
{
    return clamp(w->oil + w->oil_speed * wait, 0, p->oil_full);
}

static inline void move_on(world *w, const parameters *p, double date)
{
    const double wait = date - w->now;
    w->grid = grid_after(w, wait);
    w->oil = oil_after(w, p, wait);
    w->without = fmax(w->without + w->without_speed * wait, 0);
    w->now = date;
}

/* China's want of oil, 0 to 1. */
static double scarcity(const world *w, const parameters *p, double oil)
{
    const double days_left = oil / fmax(w->draw, 0.05), x = (p->tight_at - days_left) / tight_width;
    const double felt = x < -40 ? 0 : baseline_logistic(x); /* with open seas stocks last for decades */
    return fmin(felt + w->forced / forced_cut, 1);
}

static double settle_rate(const world *w, const parameters *p, double oil)
{
    const double heat = at_war(w) ? calm_in_war : shooting(w) ? calm_in_fire : 1;
    return p->talks * heat * (1 + p->talks_scarcity * scarcity(w, p, oil));
}

static double concede_rate(const world *w, const parameters *p, double grid)
{
    const double stored[] = {
        [ALL] = 1, [NO_GAS] = power_no_gas, [NO_COAL] = power_no_coal, [NO_OIL] = power_no_oil};
    const double dark = 1 - (w->arriving + (1 - w->arriving) * stored[w->fuel]) * grid;
    const bool hungry = w->short_of_food && w->arriving < 0.5;
    return p->concede_dark * p->unwilling * (dark * dark + p->hunger * hungry);
}

/* ---- events -------------------------------------------------------------------------------------------- */

static void enter_strait(world *w, const parameters *p, baseline_stream *r, enum strait to)
{
    w->strait = to;
    w->review_due = to < INVASION || to == WIDER_WAR ? w->now + review : INFINITY;
    w->decided = to == INVASION /* gamma of shape 2 */
                     ? w->now + 0.5 * p->war_length * (baseline_exponential(r) + baseline_exponential(r))
                     : INFINITY;
}

static world begin(const parameters *p, baseline_stream *r)
{
    world w = {.us_due = INFINITY,
               .tokyo_due = INFINITY,
               .convoys_due = INFINITY,
               .cut_due = INFINITY,
               .rationing_due = INFINITY,
               .grid = 1,
               .oil = p->oil_full};
    const double u = baseline_uniform(r);
    enter_strait(&w, p, r, u < start_mines ? MINES : u < start_mines + start_fire ? KINETIC : BLOCKADE);
    w.coalition = baseline_uniform(r) < resist_at_once ? ASSERTIVE : CONSTRAINED;
    w.ice_free = p->season_phase < p->nsr_season;
    w.season_turns = (w.ice_free ? p->nsr_season : YEAR) - p->season_phase;
    return w;
}

/* The parties react at once: who joins, and what that sets off. Each reads only those before it. */
static void react(world *w, const parameters *p, baseline_stream *r)
{
    const bool leans = p->us_reluctance < entry_odds(w->strait);
    if (w->washington == OUT && leans) {
        w->washington = LEANING;
        w->us_due = w->now + p->entry_delay;
    } else if (w->washington == LEANING && !leans) {
        w->washington = OUT;
        w->us_due = INFINITY;
    }
    if (us_in(w)) {
        if (w->tokyo == ASIDE && p->tokyo_reluctance < bases_odds) {
            w->tokyo = WEIGHING;
            w->tokyo_due = w->now + p->tokyo_delay;
        }
        if (w->coalition < US_CONSTRAINED) {
            w->coalition = US_CONSTRAINED;
        }
        if (w->convoys == NO_CONVOYS) {
            w->convoys = FORMING;
            w->convoys_due = w->now + p->convoy_lag;
        }
        if (w->embargo == NO_EMBARGO) {
            w->embargo = baseline_uniform(r) < p->cut_at_entry ? ORDERED : DECLINED;
        }
    }
    if (w->tokyo == BASING && w->strait == WIDER_WAR) {
        w->tokyo = baseline_uniform(r) < p->fights_if_struck ? FIGHTING : RESTRAINED;
    }
    if (w->embargo == DECLINED && (w->strait == WIDER_WAR || w->coalition == WIDER)) {
        w->embargo = ORDERED;
    }
    if (w->embargo == ORDERED && w->sea_oil == OPEN) {
        w->sea_oil = CLOSING;
        w->cut_due = w->now + p->voyage;
    } else if (w->embargo != ORDERED && w->sea_oil != OPEN) {
        w->sea_oil = OPEN;
        w->cut_due = w->rationing_due = INFINITY;
        w->rationed = false;
    }
}

/* Speeds of what moves. */
static void set_speeds(world *w, const parameters *p)
{
    w->arriving = arriving(w, p);
    if (w->fuel != ALL && w->without <= 0 && w->arriving >= 1) {
        w->fuel = ALL;
    }
    w->without_speed = w->arriving < 1 ? 1 - w->arriving : -p->refill_speed;
    w->grid_speed = p->grid_mend - (struck(w) ? p->grid_hit : 0);
    w->draw = w->forced = 0;
    w->oil_speed = p->refill;
    if (w->sea_oil == CUT) {
        const double arctic = w->ice_free ? p->nsr_survives * p->nsr_cargo / p->nsr_season : 0,
                     need = (1 - (w->rationed ? p->civil_cut : 0)) * p->demand +
                            (shooting(w) ? p->war_demand : 0),
                     missing = fmax(need - p->domestic - p->overland - arctic - p->leaked, 0);
        w->draw = fmin(missing, p->max_draw);
        w->forced = (missing - w->draw) / p->demand;
        w->oil_speed = -w->draw;
    }
}

/* Hazards that are constant until the next event. */
static void set_rates(world *w, const parameters *p)
{
    const double pressed = resisting(w) ? p->contest : 1;
    w->up = w->down = w->widen = 0;
    switch (w->strait) {
    case QUARANTINE:
        w->up = p->harden;
        break;
    case BLOCKADE:
        w->up = p->mine * pressed;
        w->down = p->soften;
        break;
    case MINES:
        w->up = p->shoot * pressed;
        w->down = p->soften;
        break;
    case KINETIC:
        w->up = p->strike * pressed;
        w->down = p->soften;
        break;
    case STRIKES:
        w->down = p->soften;
        break;
    default:
        break;
    }
    if (us_in(w) && w->strait >= KINETIC && w->strait <= INVASION) {
        w->widen = p->widen * (w->coalition == WIDER ? 5 : 1);
    }
    const bool war = w->strait == WIDER_WAR;
    w->coalition_rate = w->coalition == CONSTRAINED      ? p->resist * (shooting(w) ? 2 : 1)
                        : w->coalition == US_CONSTRAINED ? p->hit_mainland * shooting(w) * (war ? 10 : 1)
                        : w->coalition == WIDER && !war  ? p->soften
                                                         : 0;
    w->embargo_rate = w->embargo == DECLINED                                   ? p->cut_later * shooting(w)
                      : w->embargo == ORDERED && !war && w->coalition != WIDER ? p->cut_fatigue
                                                                               : 0;
    w->tokyo_rate = war && (w->tokyo == BASING || w->tokyo == RESTRAINED) ? p->fights_early : 0;
    w->steady = w->up + w->down + w->widen + w->coalition_rate + w->embargo_rate + w->tokyo_rate;
}

/* Beijing's decision. */
static void decide(world *w, const parameters *p, baseline_stream *r)
{
    const double want = scarcity(w, p, w->oil),
                 withdraw = exp(precision * (-p->face + p->futility * w->arriving + p->strain * want));
    double invade = 0;
    if (w->strait != QUARANTINE && w->strait != WIDER_WAR) {
        const bool short_of_fuel = w->oil < p->war_length * p->planned_need;
        invade = exp(precision * (-p->invade_cost - p->deterrence * us_in(w) + p->gamble * want -
                                  p->fuel_caution * short_of_fuel));
    }
    const double u = baseline_uniform(r) * (1 + invade + withdraw);
    if (u < invade) {
        enter_strait(w, p, r, INVASION);
    } else if (u < invade + withdraw) {
        enter_strait(w, p, r, WITHDRAWN);
    } else {
        w->review_due += review;
    }
}

static void end_invasion(world *w, const parameters *p, baseline_stream *r)
{
    const double win = !us_in(w)        ? p->win_alone
                       : japan_bases(w) ? p->win_contested
                                        : p->win_afar,
                 u = baseline_uniform(r);
    enter_strait(w, p, r, u < win ? CONQUERED : u < win + (1 - win) * (1 - p->drag) ? WITHDRAWN : INVASION);
}

/* What Taiwan had to do without before the next fuel is gone. */
static double fuel_level(const world *w, const parameters *p)
{
    return w->fuel == ALL       ? p->gas_days
           : w->fuel == NO_GAS  ? p->coal_days
           : w->fuel == NO_COAL ? p->oil_days
                                : INFINITY;
}

/* The level that `without` reaches next: of fuel or food, or, when it falls, where food or all is restored.
 */
static double next_level(const world *w, const parameters *p)
{
    if (w->without_speed > 0) {
        return fmin(fuel_level(w, p), w->short_of_food ? INFINITY : p->food_days);
    }
    return w->short_of_food ? 0.5 * p->food_days : w->without > 0 ? 0 : -INFINITY;
}

static void pass_level(world *w, const parameters *p, double level)
{
    w->without = level; /* whatever rounding says */
    if (w->without_speed < 0) {
        w->short_of_food = false;
    } else if (level == p->food_days && !w->short_of_food) {
        w->short_of_food = true;
    } else {
        w->fuel++;
    }
}

/* One of the constant hazards, with u below their sum. */
static void step(world *w, const parameters *p, baseline_stream *r, double u)
{
    if (u < w->up) {
        enter_strait(w, p, r, w->strait + 1);
    } else if ((u -= w->up) < w->down) {
        enter_strait(w, p, r, w->strait - 1);
    } else if ((u -= w->down) < w->widen) {
        enter_strait(w, p, r, WIDER_WAR);
    } else if ((u -= w->widen) < w->coalition_rate) {
        w->coalition = w->coalition == CONSTRAINED ? ASSERTIVE
                       : w->coalition == WIDER     ? US_CONSTRAINED
                                                   : WIDER;
    } else if ((u -= w->coalition_rate) < w->embargo_rate) {
        w->embargo = w->embargo == ORDERED ? DECLINED : ORDERED;
    } else {
        w->tokyo = FIGHTING;
    }
}

/* What is due now, of that which has a date. */
static void act(world *w, const parameters *p, baseline_stream *r)
{
    if (w->now == w->review_due) {
        decide(w, p, r);
    } else if (w->now == w->decided) {
        end_invasion(w, p, r);
    } else if (w->now == w->us_due) {
        w->washington = ENGAGED;
        w->us_due = INFINITY;
    } else if (w->now == w->tokyo_due) {
        w->tokyo = BASING;
        w->tokyo_due = INFINITY;
    } else if (w->now == w->convoys_due) {
        w->convoys = RUNNING;
        w->convoys_due = INFINITY;
    } else if (w->now == w->cut_due) {
        w->sea_oil = CUT;
        w->cut_due = INFINITY;
        w->rationing_due = w->now + p->ration_lag;
    } else if (w->now == w->rationing_due) {
        w->rationed = true;
        w->rationing_due = INFINITY;
    } else if (w->now == w->season_turns) {
        w->ice_free = !w->ice_free;
        w->season_turns += w->ice_free ? p->nsr_season : YEAR - p->nsr_season;
    }
}

static double first_date(const world *w)
{
    return fmin(fmin(fmin(w->review_due, w->decided), fmin(w->us_due, w->tokyo_due)),
                fmin(fmin(w->convoys_due, w->cut_due), fmin(w->rationing_due, w->season_turns)));
}

/* Plays one trial; where China's ladder ended, and when. */
static enum strait play(baseline_stream *r, const parameters *p, double *end)
{
    world w = begin(p, r);
    bool changed = true;
    while (w.strait < CONCEDED) {
        if (changed) {
            react(&w, p, r);
            set_speeds(&w, p);
            set_rates(&w, p);
        }
        const double level = next_level(&w, p),
                     level_at = w.now + fmax((level - w.without) / w.without_speed, 0), date = first_date(&w),
                     until = fmin(fmin(date, level_at), horizon), window = until - w.now,
                     bound = concede_rate(&w, p, fmin(w.grid, grid_after(&w, window))) +
                             settle_rate(&w, p, fmin(w.oil, oil_after(&w, p, window))),
                     wait = baseline_exponential(r) / (w.steady + bound);
        changed = true;
        if (wait >= window) {
            move_on(&w, p, until);
            if (until == horizon) {
                break;
            }
            if (until == level_at) {
                pass_level(&w, p, level);
            } else {
                act(&w, p, r);
            }
            continue;
        }
        move_on(&w, p, w.now + wait);
        double u = baseline_uniform(r) * (w.steady + bound);
        if (u < w.steady) {
            step(&w, p, r, u);
            continue;
        }
        u -= w.steady;
        const double settles = settle_rate(&w, p, w.oil);
        if (u < settles) {
            enter_strait(&w, p, r, SETTLED);
        } else if (u - settles < concede_rate(&w, p, w.grid)) {
            enter_strait(&w, p, r, CONCEDED);
        } else {
            changed = false; /* a lost candidate */
        }
    }
    *end = w.now;
    return w.strait;
}

int main(int argc, char **argv)
{
    const uint64_t trials = baseline_argument(argc, argv, 1, 100000),
                   seed = baseline_argument(argc, argv, 2, 1);
    uint64_t counts[SETTLED + 1] = {0};
    double mean = 0, squares = 0;
    const baseline_timer start = baseline_start();
    const distributions known = prepare();
    for (uint64_t i = 0; i < trials; i++) {
        baseline_stream r = baseline_open(seed, i);
        parameters p;
        double end;
        draw_parameters(&r, &known, &p);
        counts[play(&r, &p, &end)]++;
        const double delta = end - mean;
        mean += delta / (double)(i + 1);
        squares += delta * (end - mean);
    }
    const uint64_t ended = counts[CONCEDED] + counts[CONQUERED] + counts[SETTLED] + counts[WITHDRAWN];
    baseline_report("blockade", trials, start);
    printf(", \"outcomes\": {\"taiwan_concedes\": %" PRIu64 ", \"conquest\": %" PRIu64
           ", \"settlement\": %" PRIu64 ", \"beijing_gives_up\": %" PRIu64 ", \"stalemate\": %" PRIu64 "}",
           counts[CONCEDED], counts[CONQUERED], counts[SETTLED], counts[WITHDRAWN], trials - ended);
    printf(", \"measures\": {\"duration\": {\"n\": %" PRIu64 ", \"mean\": %.17g, \"sd\": %.17g}}}\n", trials,
           mean, trials > 1 ? sqrt(squares / (double)(trials - 1)) : 0.0);
    return 0;
}
