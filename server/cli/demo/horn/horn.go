// Package horn has the sound of the alarm.
package horn

// Tone is its pitch in hertz.
const Tone = 440
