// Command weather shows what the sensors of a weather station say.
package main

import (
	"fmt"
	"os"

	"example.com/lcd"
	"example.com/units"
	_ "example.com/weather/alarm"
	"example.com/weather/clock"
	"example.com/weather/journal"
	"example.com/weather/sensor"
)

func main() {
	celsius := sensor.Temperature()
	lcd.Show(fmt.Sprintf("%s  %v", clock.Local(), units.Fahrenheit(celsius)))

	if err := journal.Write(fmt.Sprint("up since ", clock.Boot())); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
