/* Makes the nth call that writes below one directory fail; loaded with LD_PRELOAD by tests/fault_server.py. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char below[PATH_MAX];
static long fail_at;
static int fail_with;
static long calls;
static char failed_call[PATH_MAX + 64];

/* Begin to count; the nth call fails with `error`, none does when n is 0. */
void faults_arm(const char *directory, long nth, int error)
{
    snprintf(below, sizeof below, "%s/", directory);
    fail_at = nth;
    fail_with = error;
    calls = 0;
    failed_call[0] = '\0';
}

void faults_disarm(void)
{
    below[0] = '\0';
}

long faults_calls(void)
{
    return calls;
}

/* The call that failed, as "fsync /path"; empty when none did. */
const char *faults_failed(void)
{
    return failed_call;
}

static int fails_at_path(const char *call, const char *path)
{
    if (below[0] == '\0' || strncmp(path, below, strlen(below) - 1) != 0)
        return 0;
    if (++calls != fail_at)
        return 0;
    snprintf(failed_call, sizeof failed_call, "%s %s", call, path);
    errno = fail_with;
    return 1;
}

static int fails(const char *call, int descriptor)
{
    char link[64], path[PATH_MAX];
    ssize_t length;
    int before = errno;

    if (below[0] == '\0')
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0)
        return 0;
    path[length] = '\0';
    return fails_at_path(call, path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define FAIL_ON_DESCRIPTOR(result, name, parameters, arguments)                                                        \
    result name parameters                                                                                             \
    {                                                                                                                  \
        return fails(#name, descriptor) ? -1 : REAL(name) arguments;                                                   \
    }

FAIL_ON_DESCRIPTOR(ssize_t, write, (int descriptor, const void *data, size_t size), (descriptor, data, size))
FAIL_ON_DESCRIPTOR(ssize_t, pwrite, (int descriptor, const void *data, size_t size, off_t at),
                   (descriptor, data, size, at))
FAIL_ON_DESCRIPTOR(ssize_t, pwrite64, (int descriptor, const void *data, size_t size, off64_t at),
                   (descriptor, data, size, at))
FAIL_ON_DESCRIPTOR(int, fsync, (int descriptor), (descriptor))
FAIL_ON_DESCRIPTOR(int, fdatasync, (int descriptor), (descriptor))
FAIL_ON_DESCRIPTOR(int, ftruncate, (int descriptor, off_t size), (descriptor, size))
FAIL_ON_DESCRIPTOR(int, ftruncate64, (int descriptor, off64_t size), (descriptor, size))

int rename(const char *old, const char *new)
{
    return fails_at_path("rename", new) ? -1 : REAL(rename)(old, new);
}

int renameat2(int old_directory, const char *old, int new_directory, const char *new, unsigned int flags)
{
    if (fails_at_path("renameat2", new))
        return -1;
    return REAL(renameat2)(old_directory, old, new_directory, new, flags);
}

int link(const char *old, const char *new)
{
    return fails_at_path("link", new) ? -1 : REAL(link)(old, new);
}
