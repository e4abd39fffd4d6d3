// Stopping the program because of a setting that makes no sense.
#include "stop.h"

#include <stdarg.h>
#include <stdio.h>

void cr_stop(const char *format, ...) {
  va_list values;
  va_start(values, format);
  fputs("Fatal error: ", stderr);
  vfprintf(stderr, format, values);
  fputc('\n', stderr);
  va_end(values);
  __builtin_trap();
}
