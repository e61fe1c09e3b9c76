// Package sensor reads the sensors on the station's bus.
package sensor

// Temperature is in degrees Celsius.
func Temperature() float64 {
	return calibrate(readRegister(0x05))
}
