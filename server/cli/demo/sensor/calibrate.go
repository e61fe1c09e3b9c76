package sensor

// #include <math.h>
// static double tenths(double t) { return round(t * 10) / 10; }

import "C"

// calibrate corrects for the warmth of the board.
func calibrate(celsius float64) float64 {
	return float64(C.tenths(C.double(celsius - 1.5)))
}
