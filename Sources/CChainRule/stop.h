// Stopping the program because of a setting that makes no sense, not seen outside this target.
#ifndef CHAIN_RULE_STOP_H
#define CHAIN_RULE_STOP_H

// Writes the message to standard error, as a stop in Swift does, and ends the program.
_Noreturn void cr_stop(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
