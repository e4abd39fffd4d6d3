// Counts the allocations of memory on the calling thread, for tests that say there are none.
#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdint.h>

// Whether allocations are counted: on Linux with the GNU C library, and not under a sanitizer, which has its own.
int32_t allocation_counter_works(void);
// How many blocks this thread has allocated so far.
int64_t allocation_count(void);

#endif
