// Counting the memory that tensors hold.
#include <stdatomic.h>
#include <sys/resource.h>

#include "chain_rule.h"

_Thread_local void *cr_arena_of_thread;

static _Atomic int64_t live, peak, allocations;

void cr_memory_add(int64_t bytes) {
  int64_t now = atomic_fetch_add_explicit(&live, bytes, memory_order_relaxed) + bytes;
  int64_t most = atomic_load_explicit(&peak, memory_order_relaxed);
  while (now > most && !atomic_compare_exchange_weak_explicit(&peak, &most, now, memory_order_relaxed, memory_order_relaxed)) {
  }
}

void cr_memory_count_allocation(void) { atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed); }
int64_t cr_memory_allocations(void) { return atomic_load_explicit(&allocations, memory_order_relaxed); }

int64_t cr_memory_live(void) { return atomic_load_explicit(&live, memory_order_relaxed); }
int64_t cr_memory_peak(void) { return atomic_load_explicit(&peak, memory_order_relaxed); }
void cr_memory_reset_peak(void) { atomic_store_explicit(&peak, cr_memory_live(), memory_order_relaxed); }

int64_t cr_peak_resident_bytes(void) {
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
#ifdef __APPLE__
  return usage.ru_maxrss;
#else
  return (int64_t)usage.ru_maxrss * 1024;
#endif
}
