// Package panel shows the weather on a page in the browser.
package panel

import "syscall/js"

// Forecast asks a server, and shows what it says.
func Forecast(url string) {
	answer := js.Global().Call("fetch", url)
	answer.Call("then", js.FuncOf(func(this js.Value, args []js.Value) any {
		js.Global().Get("document").Set("title", args[0].Get("statusText"))
		return nil
	}))
}
