// Command panel shows the weather on a page in the browser.
package main

import "syscall/js"

var (
	document = js.Global().Get("document")
	shown    []js.Value
)

func main() {
	button := document.Call("getElementById", "forecast")
	button.Call("addEventListener", "click", js.FuncOf(onClick))
}

func onClick(this js.Value, args []js.Value) any {
	show(forecast("today"))
	document.Call("exitFullscreen").Call("then", js.FuncOf(func(this js.Value, args []js.Value) any {
		document.Set("title", "forecast")
		return nil
	}))
	return nil
}

// forecast asks the server, and waits for the answer.
func forecast(day string) js.Value {
	answers := make(chan js.Value, 1)
	cb := js.FuncOf(func(this js.Value, args []js.Value) any {
		answers <- args[0]
		return nil
	})
	defer cb.Release()
	js.Global().Call("fetch", "forecast/"+day).Call("then", cb)
	return <-answers
}

func show(answer js.Value) {
	shown = append(shown, answer)
	blink := js.FuncOf(func(this js.Value, args []js.Value) any {
		document.Set("title", "!")
		return nil
	})
	defer blink.Release()
	js.Global().Call("setTimeout", blink, 500)
}
