// Package clock knows the time, and since when the station has been running.
package clock

import "time"

// Boot is when the station was switched on.
func Boot() time.Time {
	return time.Now().Add(-uptime())
}

// Local is the time of day.
func Local() string {
	return time.Now().In(zone()).Format("15:04") //anyport:ignore never-built not any more
}
