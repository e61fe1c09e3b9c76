// Command match_files says on which targets go/build takes files.
//
// Its standard input names files, one a line. The first line of its output
// names the targets, and one line per file follows: a letter for each
// target (1 taken, 0 not, e refused with an error) and, after a tab, the
// error. The argument is a comma-separated list of build tags.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"go/build"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

type port struct {
	GOOS, GOARCH string
	CgoSupported bool
}

func main() {
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	contexts := contexts(strings.FieldsFunc(os.Args[1], func(r rune) bool { return r == ',' }))
	for _, context := range contexts {
		cgo := ""
		if context.CgoEnabled {
			cgo = "+cgo"
		}
		fmt.Fprintf(output, "%s/%s%s ", context.GOOS, context.GOARCH, cgo)
	}
	fmt.Fprintln(output)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		answer(output, contexts, lines.Text())
	}
}

func answer(output io.Writer, contexts []build.Context, path string) {
	directory, name := filepath.Split(path)
	content, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	letters := make([]byte, len(contexts))
	text := ""
	for index := range contexts {
		contexts[index].OpenFile = func(string) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(content)), nil
		}
		matches, err := contexts[index].MatchFile(directory, name)
		switch {
		case err != nil:
			letters[index], text = 'e', err.Error()
		case matches:
			letters[index] = '1'
		default:
			letters[index] = '0'
		}
	}
	fmt.Fprintf(output, "%s\t%q\n", letters, text)
}

// contexts asks the go command, whose release is this program's own.
func contexts(tags []string) []build.Context {
	var ports []port
	if err := json.Unmarshal(run(nil, "tool", "dist", "list", "-json"), &ports); err != nil {
		panic(err)
	}
	toolTags := make([][]string, len(ports))
	var group sync.WaitGroup
	// Go 1.21 shares loop variables among iterations, so the goroutine gets copies.
	for index := range ports {
		group.Add(1)
		go func(index int) {
			port := ports[index]
			defer group.Done()
			environment := []string{"GOOS=" + port.GOOS, "GOARCH=" + port.GOARCH}
			format := `{{join context.ToolTags " "}}`
			toolTags[index] = strings.Fields(string(run(environment, "list", "-f", format, "runtime")))
		}(index)
	}
	group.Wait()
	var contexts []build.Context
	for index, port := range ports {
		context := build.Default
		context.GOOS, context.GOARCH = port.GOOS, port.GOARCH
		context.ToolTags, context.BuildTags = toolTags[index], tags
		context.CgoEnabled = false
		contexts = append(contexts, context)
		if port.CgoSupported {
			context.CgoEnabled = true
			contexts = append(contexts, context)
		}
	}
	return contexts
}

func run(environment []string, arguments ...string) []byte {
	command := exec.Command("go", arguments...)
	command.Env = append(os.Environ(), environment...)
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		panic(err)
	}
	return output
}
