//go:build x86_64

package clock

// ticks counts the processor's cycles; see ticks.s. Go calls this
// architecture amd64, so that the file is never part of a build.
func ticks() uint64
