// Command weather shows what the sensors of a weather station say.
package main

import (
	"fmt"
	"log/syslog"

	"example.com/lcd"
	"example.com/units"
	"example.com/weather/clock"
	"example.com/weather/sensor"
)

func main() {
	celsius := sensor.Temperature()
	lcd.Show(fmt.Sprintf("%s  %v", clock.Local(), units.Fahrenheit(celsius)))

	// The station's owner wants a log. Windows has no syslog.
	if journal, err := syslog.New(syslog.LOG_INFO, "weather"); err == nil {
		journal.Info(fmt.Sprint("up since ", clock.Boot()))
	}
}
