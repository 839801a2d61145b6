/* Has the n-th call of a kind fail that concerns a folder: laid over the C library by LD_PRELOAD, so that it meets
   what Python, its extensions and other programs call alike. Nothing fails until `arm` is called. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static char kind[16], within[4096];
static int number, left, lasting, met;

/* Calls of `what` below `place` fail with `error`: the `nth`, and all after it if `on` is set. */
void arm(const char *what, const char *place, int error, int nth, int on) {
    snprintf(kind, sizeof kind, "%s", what);
    snprintf(within, sizeof within, "%s", place);
    number = error, left = nth, lasting = on, met = 0;
}

/* How many calls have failed since. */
int failed(void) { return met; }

static void of_folder(int folder, const char *name, char *full, size_t room) {
    char link[64];
    ssize_t length;
    full[0] = 0;
    if (name && (name[0] == '/' || folder == AT_FDCWD)) {
        if (name[0] != '/' && getcwd(full, room - 2)) strncat(full, "/", room - strlen(full) - 1);
        strncat(full, name, room - strlen(full) - 1);
        return;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    length = readlink(link, full, room - 1);
    full[length < 0 ? 0 : length] = 0;
    if (name) snprintf(full + strlen(full), room - strlen(full), "/%s", name);
}

static int fails(const char *what, int folder, const char *name) {
    char full[8192];
    if (!kind[0] || strcmp(kind, what)) return 0;
    of_folder(folder, name, full, sizeof full);
    if (!strstr(full, within) || left < 1) return 0;
    if (--left > 0) return 0;
    if (lasting) left = 1;
    met++;
    errno = number;
    return 1;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

int fsync(int fd) { REAL(fsync); return fails("fsync", fd, 0) ? -1 : real(fd); }
int fdatasync(int fd) { REAL(fdatasync); return fails("fsync", fd, 0) ? -1 : real(fd); }

int rename(const char *a, const char *b) {
    REAL(rename);
    return fails("rename", AT_FDCWD, b) ? -1 : real(a, b);
}
int renameat(int da, const char *a, int db, const char *b) {
    REAL(renameat);
    return fails("rename", db, b) ? -1 : real(da, a, db, b);
}
int renameat2(int da, const char *a, int db, const char *b, unsigned flags) {
    REAL(renameat2);
    return fails("rename", db, b) ? -1 : real(da, a, db, b, flags);
}
int link(const char *a, const char *b) { REAL(link); return fails("link", AT_FDCWD, b) ? -1 : real(a, b); }
int linkat(int da, const char *a, int db, const char *b, int flags) {
    REAL(linkat);
    return fails("link", db, b) ? -1 : real(da, a, db, b, flags);
}
int mkdir(const char *a, mode_t mode) { REAL(mkdir); return fails("mkdir", AT_FDCWD, a) ? -1 : real(a, mode); }
int unlink(const char *a) { REAL(unlink); return fails("remove", AT_FDCWD, a) ? -1 : real(a); }
int unlinkat(int d, const char *a, int flags) {
    REAL(unlinkat);
    return fails("remove", d, a) ? -1 : real(d, a, flags);
}
int rmdir(const char *a) { REAL(rmdir); return fails("remove", AT_FDCWD, a) ? -1 : real(a); }

#define OPEN(name, head, folder, path, ...)                                              \
    int name head {                                                                      \
        REAL(name);                                                                      \
        mode_t mode = 0;                                                                 \
        if (flags & (O_CREAT | O_TMPFILE)) {                                             \
            va_list more;                                                                \
            va_start(more, flags);                                                       \
            mode = va_arg(more, mode_t);                                                 \
            va_end(more);                                                                \
        }                                                                                \
        if (flags & (O_WRONLY | O_RDWR | O_CREAT) && fails("open", folder, path)) return -1; \
        return real(__VA_ARGS__, flags, mode);                                           \
    }
OPEN(open, (const char *a, int flags, ...), AT_FDCWD, a, a)
OPEN(open64, (const char *a, int flags, ...), AT_FDCWD, a, a)
OPEN(openat, (int d, const char *a, int flags, ...), d, a, d, a)
OPEN(openat64, (int d, const char *a, int flags, ...), d, a, d, a)

ssize_t write(int fd, const void *from, size_t size) {
    REAL(write);
    return fails("write", fd, 0) ? -1 : real(fd, from, size);
}
ssize_t copy_file_range(int in, off64_t *i, int out, off64_t *o, size_t size, unsigned flags) {
    REAL(copy_file_range);
    return fails("write", out, 0) ? -1 : real(in, i, out, o, size, flags);
}
ssize_t sendfile(int out, int in, off_t *at, size_t size) {
    REAL(sendfile);
    return fails("write", out, 0) ? -1 : real(out, in, at, size);
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t size) {
    REAL(sendfile64);
    return fails("write", out, 0) ? -1 : real(out, in, at, size);
}
int close(int fd) {
    REAL(close);
    /* What was only read has nothing to lose. */
    int read_only = (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY;
    return !read_only && fails("close", fd, 0) ? (real(fd), -1) : real(fd);
}
