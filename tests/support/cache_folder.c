/* SPDX-License-Identifier: Apache-2.0 */
#include "support/cache_folder.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

void cache_folder_make(char folder[CACHE_ROOM])
{
    assert_true(temporary_template(folder, "brink-test"));
    assert_non_null(mkdtemp(folder));
    assert_int_equal(setenv("BRINK_CACHE_DIR", folder, 1), 0);
}

static void remove_all(const char *path)
{
    struct stat status;
    assert_int_equal(lstat(path, &status), 0);
    if (!S_ISDIR(status.st_mode)) {
        assert_int_equal(unlink(path), 0);
        return;
    }
    assert_int_equal(chmod(path, 0700), 0);
    DIR *all = opendir(path);
    assert_non_null(all);
    for (const struct dirent *one; (one = readdir(all));) {
        char inner[2 * CACHE_ROOM];
        int n = snprintf(inner, sizeof inner, "%s/%s", path, one->d_name);
        assert_true(n > 0 && (size_t)n < sizeof inner);
        if (strcmp(one->d_name, ".") != 0 && strcmp(one->d_name, "..") != 0) {
            remove_all(inner);
        }
    }
    closedir(all);
    assert_int_equal(rmdir(path), 0);
}

void cache_folder_remove(const char *folder)
{
    remove_all(folder);
    unsetenv("BRINK_CACHE_DIR");
}

int cache_folder_count(const char *folder, const char *ending, char found[CACHE_ROOM])
{
    DIR *all = opendir(folder);
    int count = 0;
    assert_non_null(all);
    for (const struct dirent *one; (one = readdir(all));) {
        size_t length = strlen(one->d_name), end = strlen(ending);
        if (one->d_name[0] == '.' || length < end || strcmp(one->d_name + length - end, ending) != 0) {
            continue;
        }
        count++;
        if (found) {
            int n = snprintf(found, CACHE_ROOM, "%s/%s", folder, one->d_name);
            assert_true(n > 0 && n < CACHE_ROOM);
        }
    }
    closedir(all);
    return count;
}

bool have_compiler(void)
{
    if (system("echo 'int x;' | \"${BRINK_CC:-cc}\" -xc -c -o /dev/null - 2>/dev/null") == 0) {
        return true;
    }
    print_message("no C compiler ('cc', or what BRINK_CC names): nothing is compiled, nothing is tested\n");
    return false;
}
