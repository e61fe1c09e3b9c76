#include "alarm.h"

static void announce(void) { alarmIsReady(); }

// This runs before main. The Go function that it comes to waits for the Go
// runtime, which is not up then, and the program never starts.
AT_START(begin) { announce(); }
