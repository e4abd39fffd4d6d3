// What kernels know of the threads that share work. Not seen outside this target.
#ifndef CHAIN_RULE_PARALLEL_H
#define CHAIN_RULE_PARALLEL_H

#include <stdatomic.h>
#include <stdint.h>

// Waits until `count` has reached `value`: between parts of one piece of work. Parts are taken in order, so that a part
// may wait for parts before it.
void cr_wait_for(const _Atomic int64_t *count, int64_t value);

// Whether work that is shared now finds all workers that were ever started awake.
int cr_workers_are_awake(void);

#endif
