// The reductions of this thread alone, not seen outside this target.
#ifndef CHAIN_RULE_REDUCTIONS_H
#define CHAIN_RULE_REDUCTIONS_H

#include "chain_rule.h"

typedef void cr_reduction(const void *source, void *destination, int64_t outer, int64_t count, int64_t inner);

// As cr_sum and cr_max, on the instruction set in use.
cr_reduction *cr_sum_kernel(cr_scalar type);
// Adds row to row, even where a row is one number: an element's order does not depend on its neighbours.
cr_reduction *cr_sum_matrices_kernel(cr_scalar type);
cr_reduction *cr_max_kernel(cr_scalar type);

#endif
