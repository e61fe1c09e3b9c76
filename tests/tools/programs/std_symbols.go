// Prints which exported names go/types finds in packages of the standard library:
//
//	go run std_symbols.go GOROOT/src PACKAGE,… TARGET…
//
// Targets are written linux/amd64 and linux/amd64+cgo; instead of packages, all means every one that
// users can import. A line is a package, a target and the names, blanks between.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

var (
	fset   = token.NewFileSet()
	parsed = map[string]*ast.File{}
)

// file parses a file once, and drops the bodies of its functions.
func file(path string) *ast.File {
	if parsed[path] == nil {
		found, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			log.Fatal(err)
		}
		for _, declaration := range found.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok {
				function.Body = nil
			}
		}
		parsed[path] = found
	}
	return parsed[path]
}

// nothing imports nothing: the names of a package's own scope do not depend on others.
type nothing struct{}

func (nothing) Import(string) (*types.Package, error) { return nil, errors.New("not imported") }

func names(sources, path string, target build.Context) []string {
	found, err := target.ImportDir(filepath.Join(sources, path), 0)
	if err != nil {
		return nil
	}
	var files []*ast.File
	for _, name := range append(found.GoFiles, found.CgoFiles...) {
		files = append(files, file(filepath.Join(found.Dir, name)))
	}
	checker := types.Config{
		Importer: nothing{}, FakeImportC: true, IgnoreFuncBodies: true, Error: func(error) {},
	}
	checked, _ := checker.Check(path, fset, files, nil)
	return slices.DeleteFunc(checked.Scope().Names(), func(name string) bool {
		return !ast.IsExported(name)
	})
}

func packages(sources string) (paths []string) {
	err := filepath.WalkDir(sources, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() || path == sources {
			return err
		}
		name := entry.Name()
		if slices.Contains([]string{"cmd", "internal", "testdata", "vendor"}, name) {
			return filepath.SkipDir
		}
		relative, err := filepath.Rel(sources, path)
		paths = append(paths, filepath.ToSlash(relative))
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	return paths
}

func main() {
	sources, paths := os.Args[1], strings.Split(os.Args[2], ",")
	if os.Args[2] == "all" {
		paths = packages(sources)
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, written := range os.Args[3:] {
		port, cgo := strings.CutSuffix(written, "+cgo")
		target := build.Default
		target.GOOS, target.GOARCH, _ = strings.Cut(port, "/")
		target.CgoEnabled = cgo
		for _, path := range paths {
			if found := names(sources, path, target); found != nil {
				fmt.Fprintln(out, path, written, strings.Join(found, " "))
			}
		}
	}
}
