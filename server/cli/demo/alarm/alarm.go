// Package alarm sounds the horn when a storm comes.
package alarm

/*
#include "alarm.h"

static int horns;

// This comment is compiled twice, as the file exports a function to C: two
// constructors count the horns, and two functions are called loudness.
static void __attribute__((constructor)) count(void) { horns++; }

int loudness(void) { return 120; }
*/
import "C"

//export alarmIsReady
func alarmIsReady() {}
