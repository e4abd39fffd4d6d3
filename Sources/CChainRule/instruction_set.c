// Which instruction set the kernels use.
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "chain_rule.h"
#include "stop.h"

// Chosen at first use; -1 until then.
static _Atomic int32_t chosen = -1;

static const char *const names[] = {"baseline", "avx2", "avx512", "neon"};

int32_t cr_instruction_set_best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma"))
    return CR_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return CR_AVX2;
  return CR_BASELINE;
#elif defined(__aarch64__)
  return CR_NEON;
#else
  return CR_BASELINE;
#endif
}

int32_t cr_instruction_set_is_available(int32_t set) {
  if (set == CR_BASELINE) return 1;
  int32_t best = cr_instruction_set_best();
  return best == CR_NEON ? set == CR_NEON : set != CR_NEON && set <= best;
}

const char *cr_instruction_set_name(int32_t set) { return names[set]; }

int32_t cr_instruction_set_named(const char *name) {
  for (int32_t set = 0; set < CR_INSTRUCTION_SET_COUNT; set++)
    if (strcmp(name, names[set]) == 0) return set;
  return -1;
}

// The one that the environment names.
static int32_t named(const char *name) {
  int32_t set = cr_instruction_set_named(name);
  if (set >= 0 && cr_instruction_set_is_available(set)) return set;
  char list[64] = "";
  for (int32_t other = 0; other < CR_INSTRUCTION_SET_COUNT; other++)
    if (cr_instruction_set_is_available(other)) strcat(strcat(list, *list ? ", " : ""), names[other]);
  cr_stop("CHAINRULE_ISA: \"%s\"; this machine has %s", name, list);
}

int32_t cr_instruction_set(void) {
  int32_t set = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (set >= 0) return set;
  const char *name = getenv("CHAINRULE_ISA");
  set = name ? named(name) : cr_instruction_set_best();
  atomic_store_explicit(&chosen, set, memory_order_relaxed);
  // A mistake in the other setting is found by the first kernel too, not by the first that uses threads.
  cr_threads();
  return set;
}

void cr_set_instruction_set(int32_t set) { atomic_store_explicit(&chosen, set, memory_order_relaxed); }
