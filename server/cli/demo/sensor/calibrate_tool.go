package sensor

import (
	"os/exec"
	"syscall"
)

// Recalibrate lets the calibration run on when the station's program ends. A
// session of its own is a field that this type has on Unix only.
func Recalibrate() error {
	command := exec.Command("calibrate", "--bus", "1")
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return command.Start()
}
