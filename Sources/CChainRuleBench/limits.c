// The rates that the machine reaches at most: multiply-adds in registers, and copying memory.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "chain_rule_bench.h"

#define MOST_THREADS 64

// Threads begin together: each says that it is ready, and waits for the start.
typedef struct team {
  void (*body)(int64_t amount, char *source, char *destination);
  int64_t amount;
  _Atomic int32_t ready, go;
} team;

typedef struct member {
  team *team;
  char *source, *destination;
} member;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void *take_part(void *argument) {
  member *self = argument;
  atomic_fetch_add(&self->team->ready, 1);
  while (!atomic_load_explicit(&self->team->go, memory_order_acquire)) {
  }
  self->team->body(self->team->amount, self->source, self->destination);
  return NULL;
}

// The time of one run, from the common start to the end of the last thread; 0 where a thread could not be started. The
// caller is one of them, so that no processor is taken by one that only waits.
static double run_time(team *team, int32_t threads, member *members) {
  pthread_t others[MOST_THREADS];
  int32_t started = 0;
  atomic_store(&team->ready, 0);
  atomic_store(&team->go, 0);
  while (started < threads - 1 && pthread_create(&others[started], NULL, take_part, &members[started + 1]) == 0)
    started++;
  while (atomic_load(&team->ready) < started) {
  }
  double start = now();
  atomic_store_explicit(&team->go, 1, memory_order_release);
  team->body(team->amount, members[0].source, members[0].destination);
  for (int32_t i = 0; i < started; i++) pthread_join(others[i], NULL);
  double time = now() - start;
  return started == threads - 1 ? time : 0;
}

static double least_time(team *team, int32_t threads, member *members, int32_t runs) {
  double least = 0;
  for (int32_t run = 0; run < runs; run++) {
    double time = run_time(team, threads, members);
    if (time == 0) return 0;
    if (run == 0 || time < least) least = time;
  }
  return least;
}

// So many sums that the additions of one do not wait for its own last ones, and that all of them stay in registers. The
// factor is volatile because the compiler would otherwise work out those sums that do not change.
static volatile float factor_of_sums = 0.999f;
#define MULTIPLY_ADDS(name, lanes, sums)                                           \
  static void name(int64_t rounds, char *source, char *destination) {              \
    typedef float vector __attribute__((ext_vector_type(lanes)));                  \
    vector sum[sums], factor = factor_of_sums, term = 0.001f;                      \
    (void)source;                                                                  \
    (void)destination;                                                             \
    for (int i = 0; i < sums; i++) sum[i] = (float)i;                              \
    for (int64_t round = 0; round < rounds; round++)                               \
      for (int i = 0; i < sums; i++) sum[i] = sum[i] * factor + term;              \
    for (int i = 1; i < sums; i++) sum[0] += sum[i];                               \
    volatile float used = sum[0][0];                                               \
    (void)used;                                                                    \
  }

#if defined(__x86_64__)
MULTIPLY_ADDS(multiply_adds_baseline, 4, 12)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
MULTIPLY_ADDS(multiply_adds_avx2, 8, 12)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
MULTIPLY_ADDS(multiply_adds_avx512, 16, 16)
#pragma clang attribute pop
#else
MULTIPLY_ADDS(multiply_adds_baseline, 4, 24)
#endif

double crb_multiply_add_rate(int32_t threads, int64_t rounds, int32_t runs) {
  if (threads < 1 || threads > MOST_THREADS) return 0;
#if defined(__x86_64__)
  int64_t operations = 2 * 4 * 12;
  team team = {.body = multiply_adds_baseline, .amount = rounds};
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) {
    operations = 2 * 16 * 16;
    team.body = multiply_adds_avx512;
  } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    operations = 2 * 8 * 12;
    team.body = multiply_adds_avx2;
  }
#else
  int64_t operations = 2 * 4 * 24;
  team team = {.body = multiply_adds_baseline, .amount = rounds};
#endif
  member members[MOST_THREADS];
  for (int32_t i = 0; i < threads; i++) members[i] = (member){.team = &team};
  double time = least_time(&team, threads, members, runs);
  return time > 0 ? (double)operations * (double)rounds * threads / time : 0;
}

// Past the cache: memory that is about to be overwritten is not read first.
static void copy(int64_t bytes, char *source, char *destination) {
  typedef float vector __attribute__((ext_vector_type(16)));
  vector *from = (vector *)source, *to = (vector *)destination;
  for (int64_t i = 0; i < bytes / (int64_t)sizeof(vector); i++) __builtin_nontemporal_store(from[i], &to[i]);
}

double crb_copy_rate(int32_t threads, int64_t bytes, int32_t runs) {
  if (threads < 1 || threads > MOST_THREADS) return 0;
  bytes -= bytes % 64;
  team team = {.body = copy, .amount = bytes};
  member members[MOST_THREADS];
  int has_memory = 1;
  for (int32_t i = 0; i < threads; i++) {
    members[i] = (member){
        .team = &team, .source = aligned_alloc(64, (size_t)bytes), .destination = aligned_alloc(64, (size_t)bytes)};
    has_memory = has_memory && members[i].source && members[i].destination;
  }
  // Pages are there only after they were written to.
  for (int32_t i = 0; i < threads && has_memory; i++) {
    memset(members[i].source, 1, (size_t)bytes);
    memset(members[i].destination, 2, (size_t)bytes);
  }
  double time = has_memory ? least_time(&team, threads, members, runs) : 0;
  for (int32_t i = 0; i < threads; i++) {
    free(members[i].source);
    free(members[i].destination);
  }
  return time > 0 ? 2 * (double)bytes * threads / time : 0;
}
