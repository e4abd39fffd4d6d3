// Running the parts of one piece of work on several threads.
//
// Workers are started when first needed and wait for work: awake for some microseconds, then asleep. One caller at a time
// has them; another that comes meanwhile does its work alone, and so does work within work.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "chain_rule.h"

#define MOST_THREADS 64
#define SPINS 4000

static _Atomic int32_t wanted_threads;  // 0 until chosen
static pthread_mutex_t caller = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work_is_there = PTHREAD_COND_INITIALIZER;
static int32_t started;

// The work at hand. Workers that find it open join it, take parts until none is left, and leave. The caller closes it when
// no part is left and waits for those who joined, but for nobody who came too late or sleeps.
static struct {
  void (*body)(void *context, int64_t part);
  void *context;
  int64_t parts;
  int32_t workers;  // that may take part
} job;
static _Atomic int64_t generation;  // counts jobs, to tell workers of a new one
static _Atomic int64_t next_part;
static _Atomic int32_t members = 0x40000000;  // how many have joined, and whether the job is closed
#define CLOSED 0x40000000

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void take_parts(void) {
  for (;;) {
    int64_t part = atomic_fetch_add_explicit(&next_part, 1, memory_order_relaxed);
    if (part >= job.parts) return;
    job.body(job.context, part);
  }
}

static void *worker(void *argument) {
  int32_t number = (int32_t)(intptr_t)argument;
  int64_t seen = -1;
  for (;;) {
    int64_t now = seen;
    for (int32_t spin = 0; spin < SPINS && now == seen; spin++) {
      now = atomic_load_explicit(&generation, memory_order_acquire);
      pause_briefly();
    }
    if (now == seen) {
      pthread_mutex_lock(&lock);
      while ((now = atomic_load_explicit(&generation, memory_order_acquire)) == seen)
        pthread_cond_wait(&work_is_there, &lock);
      pthread_mutex_unlock(&lock);
    }
    seen = now;
    if (!(atomic_fetch_add_explicit(&members, 1, memory_order_acquire) & CLOSED) && number < job.workers) take_parts();
    atomic_fetch_sub_explicit(&members, 1, memory_order_release);
  }
  return NULL;
}

int32_t cr_threads(void) {
  int32_t threads = atomic_load_explicit(&wanted_threads, memory_order_relaxed);
  if (threads > 0) return threads;
  const char *text = getenv("CHAINRULE_THREADS");
  threads = text ? atoi(text) : 0;
  if (threads < 1) threads = (int32_t)sysconf(_SC_NPROCESSORS_ONLN);
  cr_set_threads(threads);
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
  if (threads < 2 || pthread_mutex_trylock(&caller) != 0) {
    for (int64_t part = 0; part < parts; part++) body(context, part);
    return;
  }
  while (started < threads - 1) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, worker, (void *)(intptr_t)started) != 0) break;
    pthread_detach(thread);
    started++;
  }
  job.body = body;
  job.context = context;
  job.parts = parts;
  job.workers = threads - 1;
  atomic_store_explicit(&next_part, 0, memory_order_relaxed);
  atomic_fetch_and_explicit(&members, ~CLOSED, memory_order_release);
  pthread_mutex_lock(&lock);
  atomic_fetch_add_explicit(&generation, 1, memory_order_release);
  pthread_cond_broadcast(&work_is_there);
  pthread_mutex_unlock(&lock);
  take_parts();
  atomic_fetch_or_explicit(&members, CLOSED, memory_order_relaxed);
  for (int32_t spin = 0; atomic_load_explicit(&members, memory_order_acquire) != CLOSED; spin++)
    if (spin < SPINS)
      pause_briefly();
    else
      sched_yield();
  pthread_mutex_unlock(&caller);
}
