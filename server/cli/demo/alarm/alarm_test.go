package alarm

// static int whisper(void) { return 20; }
import "C"

import "testing"

func TestWhisper(t *testing.T) {
	if C.whisper() != 20 {
		t.Fail()
	}
}
