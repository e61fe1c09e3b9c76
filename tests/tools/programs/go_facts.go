// Command go_facts prints what go/parser reads from every Go file below a
// folder, testdata left out: one JSON object a line.
package main

import (
	"bufio"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

type file struct {
	Path         string        `json:"path"`
	Package      string        `json:"package"`
	Imports      []importSpec  `json:"imports"`
	Declarations []declaration `json:"declarations"`
	// Offsets of the identifiers that nothing in the file declares.
	Unresolved []int `json:"unresolved"`
	// Offsets of the lone identifiers among the keys of composite literals.
	Keys      []int `json:"keys"`
	Generated bool  `json:"generated"`
}

type importSpec struct {
	Name   string `json:"name"`
	Path   string `json:"path"`
	Offset int    `json:"offset"`
	// The text of the comment that go/build and cgo take for a preamble.
	Preamble string `json:"preamble"`
}

type declaration struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Receiver string `json:"receiver"`
	Offset   int    `json:"offset"`
	HasBody  bool   `json:"has_body"`
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	err := filepath.WalkDir(os.Args[1], func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == "testdata":
			return filepath.SkipDir
		case !entry.Type().IsRegular() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		return encoder.Encode(read(path))
	})
	if err != nil {
		log.Fatal(err)
	}
}

func read(path string) file {
	text, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, path, text, parser.ParseComments)
	if err != nil {
		log.Fatal(err)
	}
	offset := func(pos token.Pos) int { return fset.PositionFor(pos, false).Offset }
	facts := file{Path: path, Package: parsed.Name.Name, Generated: ast.IsGenerated(parsed)}
	for _, decl := range parsed.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			kind, receiver := "Func", ""
			if decl.Recv != nil {
				kind, receiver = "Method", base(decl.Recv.List[0].Type)
			}
			facts.Declarations = append(facts.Declarations, declaration{
				decl.Name.Name, kind, receiver, offset(decl.Name.Pos()), decl.Body != nil,
			})
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				facts.add(spec, decl, offset, text)
			}
		}
	}
	for _, ident := range parsed.Unresolved {
		facts.Unresolved = append(facts.Unresolved, offset(ident.Pos()))
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		if pair, ok := node.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok {
				facts.Keys = append(facts.Keys, offset(key.Pos()))
			}
		}
		return true
	})
	return facts
}

func (f *file) add(spec ast.Spec, decl *ast.GenDecl, offset func(token.Pos) int, text []byte) {
	var names []*ast.Ident
	kind := "Var"
	switch spec := spec.(type) {
	case *ast.ImportSpec:
		path, _ := strconv.Unquote(spec.Path.Value)
		found := importSpec{Path: path, Offset: offset(spec.Path.Pos())}
		if spec.Name != nil {
			found.Name = spec.Name.Name
		}
		doc := spec.Doc
		if doc == nil && len(decl.Specs) == 1 {
			doc = decl.Doc
		}
		if path == "C" && doc != nil {
			found.Preamble = string(text[offset(doc.Pos()):offset(doc.End())])
		}
		f.Imports = append(f.Imports, found)
	case *ast.TypeSpec:
		kind, names = "Type", []*ast.Ident{spec.Name}
	case *ast.ValueSpec:
		if decl.Tok == token.CONST {
			kind = "Const"
		}
		names = spec.Names
	}
	for _, name := range names {
		f.Declarations = append(f.Declarations, declaration{
			name.Name, kind, "", offset(name.Pos()), true,
		})
	}
}

// base is the name of a receiver's base type.
func base(expr ast.Expr) string {
	for {
		switch e := expr.(type) {
		case *ast.StarExpr:
			expr = e.X
		case *ast.ParenExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}
