// What the machine can do at most, and what a process executes. Not API: the benchmark program calls it.
#ifndef CHAIN_RULE_BENCH_H
#define CHAIN_RULE_BENCH_H

#include <stdint.h>

// Floating-point operations per second of multiply-adds on float32 in registers, in the widest vectors that this
// machine has, by `threads` threads at once. Each does `rounds` of them over independent sums; the best of `runs`
// counts.
double crb_multiply_add_rate(int32_t threads, int64_t rounds, int32_t runs);

// Bytes per second, read and written together, of copying by `threads` threads at once, each between two arrays of its
// own of `bytes` bytes; the best of `runs` counts. Writes go past the caches. 0 where there is not enough memory.
double crb_copy_rate(int32_t threads, int64_t bytes, int32_t runs);

// Starts to count the instructions that this thread executes in user mode, and those of the threads and processes that
// it starts from now on. Returns a handle, or −1 where the system does not allow it.
int32_t crb_instruction_counter(void);
// How many it has counted so far; −1 where the processor had not enough counters for all who count.
int64_t crb_instructions(int32_t counter);
void crb_stop_counting(int32_t counter);

#endif
