// Counting executed instructions, where the system lets a process count its own.
#include "chain_rule_bench.h"

#if defined(__linux__)
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

int32_t crb_instruction_counter(void) {
  struct perf_event_attr attributes = {
      .type = PERF_TYPE_HARDWARE,
      .size = sizeof attributes,
      .config = PERF_COUNT_HW_INSTRUCTIONS,
      .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
      .inherit = 1,
      .exclude_kernel = 1,
      .exclude_hv = 1,
  };
  return (int32_t)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

int64_t crb_instructions(int32_t counter) {
  struct {
    int64_t count, time_wanted, time_counted;
  } state;
  if (read(counter, &state, sizeof state) != sizeof state) return -1;
  return state.time_counted == state.time_wanted ? state.count : -1;
}

void crb_stop_counting(int32_t counter) { close(counter); }
#else
int32_t crb_instruction_counter(void) { return -1; }
int64_t crb_instructions(int32_t counter) {
  (void)counter;
  return -1;
}
void crb_stop_counting(int32_t counter) { (void)counter; }
#endif
