/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a libFuzzer target over saved inputs, without libFuzzer: so that what fuzzing once found stays
 * found in every test run, with any compiler. Arguments are files or folders (not searched in depth). Each
 * input is also tried cut to a half and with one bit turned, which costs nothing and keeps a small corpus
 * honest. */

#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The target gets a heap copy of exactly its size, so that a sanitizer sees any read past the end. */
static int try_bytes(const uint8_t *data, size_t size)
{
    uint8_t *copy = calloc(size > 0 ? size : 1, 1);
    if (copy == NULL) {
        return 1;
    }
    if (size > 0) {
        memcpy(copy, data, size);
    }
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    return 0;
}

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    uint8_t *data = NULL;
    size_t capacity = 0;
    size_t n = 0;
    for (;;) {
        if (n == capacity) {
            capacity = capacity == 0 ? 4096 : 2 * capacity;
            uint8_t *grown = realloc(data, capacity);
            if (grown == NULL) {
                break;
            }
            data = grown;
        }
        size_t got = fread(data + n, 1, capacity - n, file);
        n += got;
        if (got == 0) {
            if (ferror(file)) {
                break;
            }
            fclose(file);
            *size = n;
            return data;
        }
    }
    fclose(file);
    free(data);
    return NULL;
}

static int replay_file(const char *path)
{
    size_t size = 0;
    uint8_t *data = read_file(path, &size);
    if (data == NULL) {
        fprintf(stderr, "cannot read %s\n", path);
        return 1;
    }
    /* Named before it is run: after a crash the last line says which input did it. */
    printf("%s\n", path);
    fflush(stdout);
    int failed = try_bytes(data, size) != 0 || try_bytes(data, size / 2) != 0;
    if (size > 0) {
        data[size / 3] ^= 0x10;
        failed = try_bytes(data, size) != 0 || failed;
    }
    free(data);
    return failed;
}

static int replay_folder(const char *path, DIR *folder)
{
    int failed = 0;
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        size_t n = strlen(path) + strlen(entry->d_name) + 2;
        char *file = malloc(n);
        if (file == NULL) {
            return 1;
        }
        snprintf(file, n, "%s/%s", path, entry->d_name);
        struct stat about;
        if (stat(file, &about) == 0 && S_ISREG(about.st_mode)) {
            failed = replay_file(file) || failed;
        }
        free(file);
    }
    return failed;
}

int main(int argc, char **argv)
{
    int failed = try_bytes(NULL, 0);
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        if (folder == NULL) {
            failed = replay_file(argv[i]) || failed;
            continue;
        }
        failed = replay_folder(argv[i], folder) || failed;
        closedir(folder);
    }
    return failed;
}
