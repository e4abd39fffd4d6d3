// Running the parts of one piece of work on several threads.
//
// Workers are started when first needed and wait for work: awake for a while, then asleep. One caller at a time has
// them; another that comes meanwhile does its work alone, and so does work within work.
#include "parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "chain_rule.h"
#include "stop.h"

#define MOST_THREADS 64
// A worker stays awake for so long after the last work, in nanoseconds.
#define AWAKE 200000
// Between two looks at the clock, and two offers of the processor to another thread: some microseconds.
#define SPINS 200

static _Atomic int32_t wanted_threads;  // 0 until chosen
static _Atomic int32_t started;  // changed by the caller that has the workers

// The work at hand. Workers that find it open join it, take parts until none is left, and leave. The caller closes it
// when no part is left and waits for those who joined, but for nobody who came too late or sleeps.
static struct {
  void (*body)(void *context, int64_t part);
  void *context;
  int64_t parts;
  int32_t workers;  // that may take part
} job;

// Written by several threads: each on a line of the cache of its own.
#define OWN_LINE _Alignas(128)
static OWN_LINE _Atomic int32_t is_taken;    // some caller has the workers
static OWN_LINE _Atomic int64_t generation;  // counts jobs, to tell workers of a new one
static OWN_LINE _Atomic int64_t next_part;
static OWN_LINE _Atomic int32_t members = 0x40000000;  // how many have joined, and whether the job is closed
#define CLOSED 0x40000000

static _Atomic int32_t sleepers;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work_is_there = PTHREAD_COND_INITIALIZER;

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void cr_wait_for(const _Atomic int64_t *count, int64_t value) {
  for (int32_t spin = 1; atomic_load_explicit(count, memory_order_acquire) < value; spin++)
    if (spin % SPINS)
      pause_briefly();
    else
      sched_yield();  // Where threads are more than processors, the one waited for may need this one.
}

int cr_workers_are_awake(void) {
  return atomic_load_explicit(&started, memory_order_relaxed) > 0 &&
         atomic_load_explicit(&sleepers, memory_order_relaxed) == 0;
}

static void take_parts(void) {
  for (;;) {
    int64_t part = atomic_fetch_add_explicit(&next_part, 1, memory_order_relaxed);
    if (part >= job.parts) return;
    job.body(job.context, part);
  }
}

// Waits for another job than the one numbered `seen`, and returns its number.
static int64_t next_job(int64_t seen) {
  int64_t now, end = nanoseconds() + AWAKE;
  do {
    for (int32_t spin = 0; spin < SPINS; spin++) {
      now = atomic_load_explicit(&generation, memory_order_acquire);
      if (now != seen) return now;
      pause_briefly();
    }
    sched_yield();
  } while (nanoseconds() < end);
  // A caller makes the job first and then looks for sleepers; a worker goes to sleep first and then looks for a job.
  pthread_mutex_lock(&lock);
  atomic_fetch_add(&sleepers, 1);
  while ((now = atomic_load(&generation)) == seen) pthread_cond_wait(&work_is_there, &lock);
  atomic_fetch_sub(&sleepers, 1);
  pthread_mutex_unlock(&lock);
  return now;
}

static void *worker(void *argument) {
  int32_t number = (int32_t)(intptr_t)argument;
  for (int64_t seen = -1;;) {
    seen = next_job(seen);
    if (!(atomic_fetch_add_explicit(&members, 1, memory_order_acquire) & CLOSED) && number < job.workers) take_parts();
    atomic_fetch_sub_explicit(&members, 1, memory_order_release);
  }
  return NULL;
}

int32_t cr_threads(void) {
  int32_t threads = atomic_load_explicit(&wanted_threads, memory_order_relaxed);
  if (threads > 0) return threads;
  const char *text = getenv("CHAINRULE_THREADS");
  if (text) {
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 9 || text[digits] || atoi(text) < 1 || atoi(text) > MOST_THREADS)
      cr_stop("CHAINRULE_THREADS: \"%s\"; it is a whole number from 1 to %d", text, MOST_THREADS);
    cr_set_threads(atoi(text));
  } else {
    cr_set_threads((int32_t)sysconf(_SC_NPROCESSORS_ONLN));
  }
  return cr_threads();
}

void cr_set_threads(int32_t threads) {
  if (threads < 1) threads = 1;
  if (threads > MOST_THREADS) threads = MOST_THREADS;
  atomic_store_explicit(&wanted_threads, threads, memory_order_relaxed);
}

void cr_parallel(int64_t parts, void *context, void (*body)(void *context, int64_t part)) {
  int32_t threads = cr_threads();
  if (threads > parts) threads = (int32_t)parts;
  if (threads < 2 || atomic_exchange_explicit(&is_taken, 1, memory_order_acquire)) {
    for (int64_t part = 0; part < parts; part++) body(context, part);
    return;
  }
  for (int32_t number; (number = atomic_load_explicit(&started, memory_order_relaxed)) < threads - 1;) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, worker, (void *)(intptr_t)number) != 0) break;
    pthread_detach(thread);
    atomic_store_explicit(&started, number + 1, memory_order_relaxed);
  }
  job.body = body;
  job.context = context;
  job.parts = parts;
  job.workers = threads - 1;
  atomic_store_explicit(&next_part, 0, memory_order_relaxed);
  atomic_fetch_and_explicit(&members, ~CLOSED, memory_order_release);
  atomic_fetch_add(&generation, 1);
  if (atomic_load(&sleepers) > 0) {
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&work_is_there);
    pthread_mutex_unlock(&lock);
  }
  take_parts();
  atomic_fetch_or_explicit(&members, CLOSED, memory_order_relaxed);
  for (int32_t spin = 1; atomic_load_explicit(&members, memory_order_acquire) != CLOSED; spin++)
    if (spin % SPINS)
      pause_briefly();
    else
      sched_yield();
  atomic_store_explicit(&is_taken, 0, memory_order_release);
}
