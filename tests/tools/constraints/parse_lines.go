// Command parse_lines reads constraint lines as go/build/constraint does.
//
// Its standard input holds a JSON string a line. For each it prints the
// expression that it read as a JSON string, or the error's offset (-1 where
// it has none) and text.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"go/build/constraint"
	"os"
)

func main() {
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line string
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			panic(err)
		}
		expression, err := constraint.Parse(line)
		text := ""
		if err == nil {
			text = expression.String()
		} else {
			offset := -1
			if syntax := (*constraint.SyntaxError)(nil); errors.As(err, &syntax) {
				offset = syntax.Offset
			}
			text = fmt.Sprintf("error at %d: %v", offset, err)
		}
		quoted, err := json.Marshal(text)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(output, "%s\n", quoted)
	}
}
