/* SPDX-License-Identifier: Apache-2.0 */
/* The reference page and the JSON Schema say what the loader does: same sections, keys, shapes, words; the
 * examples load. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "brink/scenario.h"
#include "scenario/keys.h"

static char *page, *catalogue_page;

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 1 << 20);
    bool read = file && text && fread(text, 1, (1 << 20) - 1, file) > 0;
    if (file) {
        fclose(file);
    }
    if (!read) {
        free(text);
        return NULL;
    }
    return text;
}

static int read_page(void **state)
{
    (void)state;
    page = read_whole(BRINK_TEST_DIR "/../docs/scenario-format.md");
    catalogue_page = read_whole(BRINK_TEST_DIR "/../docs/traceability.md");
    return page && catalogue_page ? 0 : 1;
}

static int drop_page(void **state)
{
    (void)state;
    free(page);
    free(catalogue_page);
    return 0;
}

/* The table that the page must hold for a section. */
static void table_of(const brink_i_section *section, char *out, size_t room)
{
    size_t used =
        (size_t)snprintf(out, room, "| key | value | required | meaning |\n| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < section->n; i++) {
        const brink_i_key *key = &section->keys[i];
        used += (size_t)snprintf(out + used, room - used, "| `%s` | %s | %s | %s |\n", key->name,
                                 brink_i_keys_shape(key->shape), key->required ? "yes" : "", key->help);
        assert_true(used < room - 1);
    }
    snprintf(out + used, room - used, "\n"); /* and nothing more */
}

static void reference_page_has_the_table_of_every_section(void **state)
{
    (void)state;
    for (int i = 0; i < BRINK_I_SECTION_END; i++) {
        const brink_i_section *section = brink_i_keys_section((brink_i_section_id)i);
        char table[8192];
        table_of(section, table, sizeof table);
        if (!strstr(i < BRINK_I_SECTION_COUNT ? page : catalogue_page, table)) {
            fail_msg("docs/scenario-format.md lacks this table of section %s:\n%s", section->name, table);
        }
    }
    int tables = 0;
    for (const char *at = page; (at = strstr(at, "| key | value | required |")) != NULL; at++) {
        tables++;
    }
    assert_int_equal(tables, BRINK_I_SECTION_COUNT);
}

/* The name of the schema's definition for a shape; NULL if it is written out where it is used. */
static const char *definition_of(brink_i_shape shape)
{
    switch (shape) {
    case BRINK_I_SHAPE_PROSE:
        return "text";
    case BRINK_I_SHAPE_NAME:
        return "name";
    case BRINK_I_SHAPE_EXPRESSION:
        return "expression";
    case BRINK_I_SHAPE_CONDITION:
        return "condition";
    case BRINK_I_SHAPE_QUANTITY:
        return "quantity";
    case BRINK_I_SHAPE_UNIT:
        return "unit";
    case BRINK_I_SHAPE_DATE:
        return "date";
    case BRINK_I_SHAPE_NAMES:
        return "names";
    case BRINK_I_SHAPE_WEIGHTS:
        return "weights";
    case BRINK_I_SHAPE_STATES:
        return "states";
    case BRINK_I_SHAPE_RANGE:
        return "range";
    case BRINK_I_SHAPE_BAND:
        return "band";
    case BRINK_I_SHAPE_POINTS:
        return "points";
    case BRINK_I_SHAPE_EFFECTS:
        return "effects";
    default:
        return NULL;
    }
}

static void check_property(const char *section, const brink_i_key *key, const json_t *property)
{
    const char *description = json_string_value(json_object_get(property, "description"));
    if (!description || strcmp(description, key->help) != 0) {
        fail_msg("schema: %s.%s: description is not \"%s\"", section, key->name, key->help);
    }
    const char *wanted = definition_of(key->shape),
               *ref = json_string_value(json_object_get(property, "$ref"));
    if (wanted) {
        const char *slash = ref ? strrchr(ref, '/') : NULL;
        if (!slash || strcmp(slash + 1, wanted) != 0) {
            fail_msg("schema: %s.%s: $ref is not %s", section, key->name, wanted);
        }
    } else if (!ref && !json_object_get(property, "const") && !json_object_get(property, "enum")) {
        const char *type = json_string_value(json_object_get(property, "type"));
        assert_non_null(type);
        assert_string_equal(type, key->shape == BRINK_I_SHAPE_LIST ? "array" : "object");
    }
}

static bool requires(const json_t *object, const char *name)
{
    const json_t *list = json_object_get(object, "required");
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (strcmp(json_string_value(json_array_get(list, i)), name) == 0) {
            return true;
        }
    }
    return false;
}

static void schema_has_the_keys_of_every_section(void **state)
{
    (void)state;
    json_error_t error;
    json_t *schema =
        json_load_file(BRINK_TEST_DIR "/../docs/scenario.schema.json", JSON_REJECT_DUPLICATES, &error);
    if (!schema) {
        fail_msg("schema: %s at %d:%d", error.text, error.line, error.column);
    }
    for (int i = 0; i < BRINK_I_SECTION_COUNT; i++) {
        const brink_i_section *section = brink_i_keys_section((brink_i_section_id)i);
        const json_t *object = i == BRINK_I_SECTION_SCENARIO
                                   ? schema
                                   : json_object_get(json_object_get(schema, "definitions"), section->name);
        const json_t *properties = json_object_get(object, "properties");
        if (!properties || json_object_size(properties) != section->n) {
            fail_msg("schema: %s has %zu keys, not %zu", section->name, json_object_size(properties),
                     section->n);
        }
        assert_true(json_is_false(json_object_get(object, "additionalProperties")));
        for (size_t k = 0; k < section->n; k++) {
            const brink_i_key *key = &section->keys[k];
            const json_t *property = json_object_get(properties, key->name);
            if (!property || requires(object, key->name) != key->required) {
                fail_msg("schema: %s.%s: missing, or wrongly (not) required", section->name, key->name);
            }
            check_property(section->name, key, property);
        }
    }
    json_decref(schema);
}

/* Every "#/definitions/x" leads somewhere. */
static void follow(const json_t *definitions, const json_t *value)
{
    const char *key;
    json_t *child;
    if (json_is_object(value)) {
        void *at = json_object_iter((json_t *)(uintptr_t)value);
        for (; at; at = json_object_iter_next((json_t *)(uintptr_t)value, at)) {
            key = json_object_iter_key(at);
            child = json_object_iter_value(at);
            if (strcmp(key, "$ref") == 0) {
                assert_memory_equal(json_string_value(child), "#/definitions/", 14);
                assert_non_null(json_object_get(definitions, json_string_value(child) + 14));
            }
            follow(definitions, child);
        }
    } else if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            follow(definitions, json_array_get(value, i));
        }
    }
}

static void schema_references_lead_somewhere(void **state)
{
    (void)state;
    json_t *schema = json_load_file(BRINK_TEST_DIR "/../docs/scenario.schema.json", 0, NULL);
    assert_non_null(schema);
    follow(json_object_get(schema, "definitions"), schema);
    json_decref(schema);
}

static void reference_page_examples_load_without_a_word(void **state)
{
    (void)state;
    int loaded = 0;
    for (const char *at = page; (at = strstr(at, "```yaml\n")) != NULL;) {
        at += strlen("```yaml\n");
        const char *end = strstr(at, "```");
        assert_non_null(end);
        if (strncmp(at, "brink:", 6) == 0) { /* the others are fragments */
            brink_diagnostics *list = brink_diagnostics_new();
            brink_model *model = NULL;
            brink_status status =
                brink_scenario_load_text("example", at, (size_t)(end - at), NULL, list, &model);
            if (status != BRINK_OK || brink_diagnostics_count(list) > 0) {
                char *text = NULL;
                assert_int_equal(brink_diagnostics_text(list, false, &text), BRINK_OK);
                fail_msg("an example of docs/scenario-format.md:\n%s", text);
            }
            brink_model_free(model);
            brink_diagnostics_free(list);
            loaded++;
        }
        at = end;
    }
    assert_true(loaded > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_page_has_the_table_of_every_section),
        cmocka_unit_test(schema_has_the_keys_of_every_section),
        cmocka_unit_test(schema_references_lead_somewhere),
        cmocka_unit_test(reference_page_examples_load_without_a_word),
    };
    return cmocka_run_group_tests(tests, read_page, drop_page);
}
