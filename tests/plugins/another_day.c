/* Moves the clock of the day by SECONDS for every program that loads this (script/on-another-day).

   Only CLOCK_REALTIME and its kin move. A wait until a time of that clock is given its time back, since the kernel counts
   by the real one; a wait until a time of the monotonic clock, whose seconds are few, is left alone: sound depends on it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>

#define REAL_SECONDS 1000000000L /* a date, not a time since the machine was started */

static int moved(clockid_t id) { return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE || id == CLOCK_TAI; }

static const struct timespec *back(const struct timespec *until, struct timespec *real) {
    if (!until || until->tv_sec < REAL_SECONDS) return until;
    *real = *until;
    real->tv_sec -= SECONDS;
    return real;
}

int clock_gettime(clockid_t id, struct timespec *now) {
    static int (*next)(clockid_t, struct timespec *);
    if (!next) next = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int failed = next(id, now);
    if (!failed && moved(id)) now->tv_sec += SECONDS;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *seconds) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (seconds) *seconds = exact.tv_sec;
    return exact.tv_sec;
}

int timespec_get(struct timespec *now, int base) {
    return base == TIME_UTC && !clock_gettime(CLOCK_REALTIME, now) ? base : 0;
}

/* The waits: each a function of its own arguments, then of the time. */
#define WAIT(name, declared, passed)                                                                                   \
    int name declared {                                                                                                \
        static int (*next) declared;                                                                                   \
        struct timespec real;                                                                                          \
        if (!next && !(next = (int(*) declared)dlvsym(RTLD_NEXT, #name, "GLIBC_2.3.2")))                               \
            next = (int(*) declared)dlsym(RTLD_NEXT, #name);                                                           \
        return next passed;                                                                                            \
    }
#define UNTIL const struct timespec *restrict until
WAIT(pthread_cond_timedwait, (pthread_cond_t *restrict c, pthread_mutex_t *restrict m, UNTIL), (c, m, back(until, &real)))
WAIT(pthread_cond_clockwait, (pthread_cond_t *restrict c, pthread_mutex_t *restrict m, clockid_t id, UNTIL), (c, m, id, back(until, &real)))
WAIT(pthread_mutex_timedlock, (pthread_mutex_t *restrict m, UNTIL), (m, back(until, &real)))
WAIT(pthread_mutex_clocklock, (pthread_mutex_t *restrict m, clockid_t id, UNTIL), (m, id, back(until, &real)))
WAIT(pthread_rwlock_timedrdlock, (pthread_rwlock_t *restrict l, UNTIL), (l, back(until, &real)))
WAIT(pthread_rwlock_timedwrlock, (pthread_rwlock_t *restrict l, UNTIL), (l, back(until, &real)))
WAIT(sem_timedwait, (sem_t *restrict s, UNTIL), (s, back(until, &real)))
WAIT(sem_clockwait, (sem_t *restrict s, clockid_t id, UNTIL), (s, id, back(until, &real)))

int clock_nanosleep(clockid_t id, int flags, const struct timespec *until, struct timespec *left) {
    static int (*next)(clockid_t, int, const struct timespec *, struct timespec *);
    struct timespec real;
    if (!next) next = (int (*)(clockid_t, int, const struct timespec *, struct timespec *))dlsym(RTLD_NEXT, "clock_nanosleep");
    return next(id, flags, flags & TIMER_ABSTIME ? back(until, &real) : until, left);
}

int timerfd_settime(int fd, int flags, const struct itimerspec *set, struct itimerspec *old) {
    static int (*next)(int, int, const struct itimerspec *, struct itimerspec *);
    struct itimerspec real = *set;
    if (!next) next = (int (*)(int, int, const struct itimerspec *, struct itimerspec *))dlsym(RTLD_NEXT, "timerfd_settime");
    if (flags & TFD_TIMER_ABSTIME) real.it_value = *back(&set->it_value, &real.it_value);
    return next(fd, flags, &real, old);
}
