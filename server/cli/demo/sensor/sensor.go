// Package sensor reads the sensors on the station's bus.
package sensor

// Start switches the sensors on.
func Start() error {
	return powerOn()
}

// Temperature is in degrees Celsius.
func Temperature() float64 {
	return calibrate(readRegister(0x05))
}
