/* SPDX-License-Identifier: Apache-2.0 */
#include "units/database.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "units/units.h"

/* The library's only mutable state of the process, because UDUNITS's globals are the process's too: see
 * docs/decisions/0005-unit-database.md. Nothing that is sampled depends on it. */
static struct {
    pthread_mutex_t one_at_a_time;
    ut_system *system; /* never changes once it is read */
    ut_error_message_handler handler;
} database = {PTHREAD_MUTEX_INITIALIZER, NULL, NULL};

static const char *const BASES[] = {"USD", "EUR", "JPY", "KRW", "TWD", "CNY", "RUB", "person"};

static bool map_symbol(const char *name, const ut_unit *unit)
{
    return unit && ut_map_symbol_to_unit(name, UT_ASCII, unit) == UT_SUCCESS;
}

static bool add_own_units(ut_system *system)
{
    bool good = true;
    for (size_t i = 0; i < sizeof BASES / sizeof BASES[0]; i++) {
        ut_unit *base = ut_new_base_unit(system);
        /* A symbol, so that it takes the prefixes' symbols: GUSD, Mperson. */
        good = good && map_symbol(BASES[i], base);
        if (strcmp(BASES[i], "person") == 0) {
            good = good && map_symbol("persons", base) && map_symbol("people", base);
        }
        ut_free(base);
    }
    ut_unit *mile = ut_parse(system, "nautical_mile", UT_ASCII), *knot = ut_parse(system, "knot", UT_ASCII);
    good = good && map_symbol("nmi", mile) && map_symbol("NM", mile) && map_symbol("kn", knot);
    ut_free(knot);
    ut_free(mile);
    ut_unit *watt = ut_parse(system, "W", UT_ASCII), *hour = ut_parse(system, "h", UT_ASCII);
    ut_unit *watt_hour = watt && hour ? ut_multiply(watt, hour) : NULL;
    good = good && map_symbol("Wh", watt_hour);
    ut_free(watt_hour);
    ut_free(hour);
    ut_free(watt);
    return good;
}

/* The database's path, and the errno of an attempt to read it; 0 if it can be read. */
static int try_to_read(const char **path)
{
    ut_status chosen_by;
    *path = ut_get_path_xml(NULL, &chosen_by);
    int descriptor = open(*path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return errno;
    }
    char byte;
    int error = read(descriptor, &byte, 1) < 0 ? errno : 0;
    close(descriptor);
    return error;
}

/* Another database than UDUNITS's own may lack what ours are made of. */
static bool is_complete(const ut_system *system)
{
    return brink_i_units_has(system, "nautical_mile") && brink_i_units_has(system, "knot") &&
           brink_i_units_has(system, "W") && brink_i_units_has(system, "h");
}

static brink_status read_database(void)
{
    ut_system *system = ut_read_xml(NULL);
    if (!system) {
        /* An error of the operating system is lack of memory, or a file that opens but does not read. */
        const char *path;
        return ut_get_status() == UT_OS && try_to_read(&path) == 0 ? BRINK_ERR_MEMORY : BRINK_ERR_IO;
    }
    if (!is_complete(system)) {
        ut_free_system(system);
        return BRINK_ERR_IO;
    }
    if (!add_own_units(system)) {
        ut_free_system(system);
        return BRINK_ERR_MEMORY;
    }
    database.system = system;
    return BRINK_OK;
}

bool brink_i_units_has(const ut_system *system, const char *word)
{
    ut_unit *unit = ut_get_unit_by_name(system, word);
    unit = unit ? unit : ut_get_unit_by_symbol(system, word);
    ut_free(unit);
    return unit != NULL;
}

brink_status brink_i_units_enter(ut_system **system)
{
    *system = NULL;
    if (pthread_mutex_lock(&database.one_at_a_time) != 0) {
        return BRINK_ERR_INTERNAL;
    }
    /* By default UDUNITS prints; the handler is the process's and is given back, others may use UDUNITS too.
     */
    database.handler = ut_set_error_message_handler(ut_ignore);
    brink_status status = database.system ? BRINK_OK : read_database();
    if (status != BRINK_OK) {
        brink_i_units_leave();
        return status;
    }
    *system = database.system;
    return BRINK_OK;
}

void brink_i_units_trouble(char *words, size_t size)
{
    *words = '\0';
    if (pthread_mutex_lock(&database.one_at_a_time) == 0) {
        const char *path;
        int error = try_to_read(&path);
        snprintf(words, size, "cannot read the database of units '%s': %s", path,
                 error != 0 ? brink_i_text_reason(error) : "it is not that of UDUNITS-2, or not whole");
        pthread_mutex_unlock(&database.one_at_a_time);
    }
}

void brink_i_units_leave(void)
{
    ut_set_error_message_handler(database.handler);
    pthread_mutex_unlock(&database.one_at_a_time);
}
