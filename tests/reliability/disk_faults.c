/* Kills this process, or lets the system refuse, at the k-th call that changes the disk from now on.

   Preloaded (LD_PRELOAD) into a program that calls disturb(). It stands before the C library, so that it sees what
   SQLite does as well as what Python does. Pipes and sockets are not the disk. A refusal that stays is a full disk:
   whatever needs room is refused from then on, and files can still be removed and renamed. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long left = 0;  /* calls until the disturbance; 0 and less: none */
static long seen = 0;  /* calls since disturb() */
static int refusal = 0;  /* errno of the refusal; 0: the process is killed */
static int lasting = 0;  /* whether later calls are refused too, where they need room */

void disturb(int how, long at, int stays) { refusal = how; left = at; lasting = stays; seen = 0; }

long calls_seen(void) { return seen; }

enum { MOVES, GROWS };  /* whether a call needs room */

/* Whether this call is to fail. */
static int struck(int grows) {
    seen++;
    if (left <= 0) return 0;
    if (left > 1) { left--; return 0; }
    if (refusal == 0) kill(getpid(), SIGKILL);
    if (lasting && !grows) return 0;
    if (!lasting) left = 0;
    errno = refusal;
    return 1;
}

static int on_disk(int file) {
    struct stat facts;
    int before = errno, found = fstat(file, &facts);
    errno = before;
    return found == 0 && (S_ISREG(facts.st_mode) || S_ISDIR(facts.st_mode));
}

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))
#define CHANGES(result, name, parameters, arguments, grows, when) \
    result name parameters { \
        static __typeof__(name) *real = 0; \
        if (!real) real = REAL(name); \
        return (when) && struck(grows) ? (result)-1 : real arguments; \
    }

CHANGES(ssize_t, write, (int file, const void *data, size_t size), (file, data, size), GROWS, on_disk(file))
CHANGES(ssize_t, pwrite, (int file, const void *data, size_t size, off_t at), (file, data, size, at), GROWS, 1)
CHANGES(ssize_t, pwrite64, (int file, const void *data, size_t size, off64_t at), (file, data, size, at), GROWS, 1)
CHANGES(ssize_t, writev, (int file, const struct iovec *data, int many), (file, data, many), GROWS, on_disk(file))
CHANGES(ssize_t, sendfile, (int to, int from, off_t *at, size_t size), (to, from, at, size), GROWS, on_disk(to))
CHANGES(ssize_t, sendfile64, (int to, int from, off64_t *at, size_t size), (to, from, at, size), GROWS, on_disk(to))
CHANGES(ssize_t, copy_file_range, (int from, off64_t *start, int to, off64_t *at, size_t size, unsigned flags),
        (from, start, to, at, size, flags), GROWS, 1)
CHANGES(int, ftruncate, (int file, off_t size), (file, size), GROWS, 1)
CHANGES(int, ftruncate64, (int file, off64_t size), (file, size), GROWS, 1)
CHANGES(int, fsync, (int file), (file), MOVES, 1)
CHANGES(int, fdatasync, (int file), (file), MOVES, 1)
CHANGES(int, rename, (const char *from, const char *to), (from, to), MOVES, 1)
CHANGES(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), MOVES, 1)
CHANGES(int, link, (const char *from, const char *to), (from, to), GROWS, 1)
CHANGES(int, linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags), GROWS, 1)
CHANGES(int, unlink, (const char *name), (name), MOVES, 1)
CHANGES(int, unlinkat, (int folder, const char *name, int flags), (folder, name, flags), MOVES, 1)
CHANGES(int, rmdir, (const char *name), (name), MOVES, 1)
CHANGES(int, mkdir, (const char *name, mode_t mode), (name, mode), GROWS, 1)

/* Opening changes the disk when it may make a file. */
#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        static int (*real)(const char *, int, ...) = 0; \
        mode_t mode = 0; \
        if (!real) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name); \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
        } \
        return (flags & O_CREAT) && struck(GROWS) ? -1 : real(path, flags, mode); \
    }

OPENS(open)
OPENS(open64)
