// Working memory of the kernels, not seen outside this target.
#ifndef CHAIN_RULE_SCRATCH_H
#define CHAIN_RULE_SCRATCH_H

#include <stddef.h>

// At least `bytes` bytes, aligned to 64, that belong to this thread until it next asks. They are kept between calls,
// grow to the most that was asked for, and are freed when the thread ends.
void *cr_scratch(size_t bytes);

#endif
