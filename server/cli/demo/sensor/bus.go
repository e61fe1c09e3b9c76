package sensor

/*
#cgo CFLAGS: -I/home/anna/i2c/include
#cgo linux && arm64 LDFLAGS: -li2c
#cgo CFALGS: -DBUS_SPEED=400
#cgo LDFLAGS: -ldl
#include "i2c.h"
*/
import "C"

// readRegister asks the sensor. Cross-compiling turns cgo off, and then this
// file is not built: who calls readRegister does not compile any more.
func readRegister(number uint8) float64 {
	return float64(C.i2c_read(C.uint8_t(number))) / 16
}
