// Working memory of the kernels, not seen outside this target.
#ifndef CHAIN_RULE_SCRATCH_H
#define CHAIN_RULE_SCRATCH_H

#include <stddef.h>

// What blocks of a thread are for: kernels that call one another hold one of each at the same time.
enum {
  CR_SCRATCH_PANELS,     // of matrix products, for one part
  CR_SCRATCH_FACTOR,     // of matrix products, for many parts
  CR_SCRATCH_REGISTERS,  // of fused steps
  CR_SCRATCH_PARTIALS,   // sums and maxima of parts
  CR_SCRATCH_COUNT
};

// At least `bytes` bytes, aligned to 64, that belong to this thread until it next asks for a block of the same use. Blocks
// are kept between calls, grow to the most that was asked for, and are freed when the thread ends.
void *cr_scratch(int use, size_t bytes);

#endif
