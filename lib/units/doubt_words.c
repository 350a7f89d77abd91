/* SPDX-License-Identifier: Apache-2.0 */
/* Words that people write behind numbers, which are no units here, and why. The nearest unit would lead them
 * astray: 'wk' is not 'W'. Some of them UDUNITS would take for what nobody means. */
#include <string.h>

#include "units/doubt.h"

static const char TON[] = "a ton may be metric, short or long: write tonne (1000 kg), short_ton or long_ton";

/* Words between spaces. */
static const struct {
    const char *words, *hint;
} HINTS[] = {
    {" ton tons kton ktons Mton Mtons ", TON},
    {" nm ", "nm would be nanometres: nautical miles are nmi (nanometres, if they are meant, nanometre)"},
    {" mph ", "mph would be thousandths of a phot: write mile/hour"},
    {" gal ", "gal would be a unit of acceleration: write US_liquid_gallon"},
    {" oz ", "oz would be a fluid ounce: write gram or kg"},
    {" kns ", "a knot is written 'kn' or 'knot'"},
    {" wk wks ", "a week is written 'week'"},
    {" mo mos mth mths mon ", "a month is written 'month'"},
    {" quarter quarters qtr qtrs ", "a quarter of a year is written '3 month'"},
    {" yrs annum anno ", "a year is written 'year'"},
    {" dy dys ", "a day is written 'day'"},
    {" hrs ", "an hour is written 'hour'"},
    {" mins ", "a minute is written 'minute'"},
    {" degC degF celsius Celsius fahrenheit Fahrenheit degree_C degree_F deg_C deg_F degreeC degreeF ",
     "degrees C and F count from a point that is not 0, so numbers in them cannot be added or multiplied: "
     "write temperatures in 'K', differences of them too"},
    {" dB dBm dBW dBZ bel B Np neper pH ",
     "decibels and nepers are logarithms of ratios, so they cannot be added to other things: write the ratio "
     "itself, as in 10^(3 / 10) for 3 dB"},
    {" k thousand thousands ths ", "write the number: 1e3, or the prefix k, as in kUSD"},
    {" mn mio mln mill million millions ", "write the number: 1e6, or the prefix M, as in MUSD or Mbbl"},
    {" bn bln billion billions mrd ", "write the number: 1e9, or the prefix G, as in GUSD"},
    {" tn trn trillion trillions ", "write the number: 1e12, or the prefix T, as in TUSD"},
    {" bpd bopd bd ", "barrels per day are written as in '3 bbl per day'"},
    {" mbd mbpd mbopd mmbd mmbpd mmbopd MMbpd MMBD ",
     "a million barrels per day is written '1 Mbbl per day'"},
    {" kbd kbpd ", "a thousand barrels per day is written '1 kbbl per day'"},
    {" mmbbl MMbbl mbbls Mbo ", "a million barrels is written '1 Mbbl'"},
    {" brl brls ", "write barrels as 'bbl', a million of them as 'Mbbl'"},
    {" bcm ", "a billion cubic metres is written '1e9 m3'"},
    {" bcf mcf mmcf tcf cf ", "a cubic foot is written 'ft3', as in '1e9 ft3'"},
    {" usd dollar dollars Dollar Dollars US_dollar ", "write 'USD', as in '3 GUSD'"},
    {" eur euro euros Euro ", "write 'EUR', as in '3 GEUR'"},
    {" yen Yen jpy ", "write 'JPY'"},
    {" yuan Yuan RMB rmb cny renminbi ", "write 'CNY'"},
    {" won krw ", "write 'KRW'"},
    {" twd NTD ntd ", "write 'TWD'"},
    {" rouble roubles ruble rubles rub ", "write 'RUB'"},
    {" man men troop troops soldier soldiers pax capita head heads ", "people are written 'person'"},
    {" ship ships vessel vessels tanker tankers missile missiles aircraft plane planes sortie sorties unit "
     "units item items TEU teu tank tanks brigade brigades ",
     "things that are counted have no unit: leave it out"},
    {" pct prct ", "percent is written 'percent' or '%'"},
    {" bp bps ", "write the share: 1 basis point is 0.0001"},
    {" kph kmh kmph ", "kilometres per hour are written 'km per hour'"},
    {" mmt ", "a tonne is written 'tonne', a million tonnes '1e6 tonne'"},
};

const char *brink_i_unit_doubt_word(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof HINTS / sizeof HINTS[0]; i++) {
        for (const char *at = HINTS[i].words + 1; *at; at += strcspn(at, " ") + 1) {
            if (strcspn(at, " ") == length && memcmp(at, word, length) == 0) {
                return HINTS[i].hint;
            }
        }
    }
    return NULL;
}
