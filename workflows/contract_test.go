package workflows

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "add new lines to the golden files")

// contract is every name and field that stands in histories.
func contract() []string {
	var lines []string
	lines = append(lines, process(ApplicationProcess)...)
	lines = append(lines, process(CertificateProcess)...)
	lines = append(lines, process(IdentityProcess)...)
	lines = append(lines, process(NoticeProcess)...)
	lines = append(lines, step(LoadPlan)...)
	lines = append(lines, step(OpenStage)...)
	lines = append(lines, step(CloseTask)...)
	lines = append(lines, step(TellLate)...)
	lines = append(lines, step(LapseStage)...)
	lines = append(lines, step(CloseStage)...)
	lines = append(lines, step(CloseCase)...)
	lines = append(lines, step(HaltCase)...)
	lines = append(lines, step(Intend)...)
	lines = append(lines, step(Render)...)
	lines = append(lines, step(Sign)...)
	lines = append(lines, step(Issue)...)
	lines = append(lines, step(SendNotice)...)
	lines = append(lines, step(GiveUpNotice)...)
	lines = append(lines, process(TimestampProcess)...)
	lines = append(lines, step(AddTimestamp)...)
	lines = append(lines, answer("update", string(Decide), inOut(Decide))...)
	lines = append(lines, answer("query", string(AskProgress), [2]reflect.Type{1: out(AskProgress)})...)
	slices.Sort(lines)
	return slices.Compact(lines)
}

func process[In any](p Process[In]) []string {
	return answer("process", string(p), [2]reflect.Type{0: reflect.TypeFor[In]()})
}

func step[In, Out any](s Step[In, Out]) []string {
	return answer("step", string(s), [2]reflect.Type{reflect.TypeFor[In](), reflect.TypeFor[Out]()})
}

func inOut[In, Out any](Update[In, Out]) [2]reflect.Type {
	return [2]reflect.Type{reflect.TypeFor[In](), reflect.TypeFor[Out]()}
}

func out[Out any](Query[Out]) reflect.Type { return reflect.TypeFor[Out]() }

func answer(kind, name string, types [2]reflect.Type) []string {
	lines := []string{kind + " " + name}
	for i, way := range []string{"in", "out"} {
		if types[i] != nil {
			lines = append(lines, fields(fmt.Sprintf("%s %s %s", kind, name, way), "", types[i])...)
		}
	}
	return lines
}

// fields lists the JSON path and kind of everything a type carries.
func fields(prefix, path string, rt reflect.Type) (lines []string) {
	switch {
	case rt == reflect.TypeFor[time.Time]():
		return []string{prefix + " " + path + " time"}
	case rt.Kind() == reflect.Pointer:
		return fields(prefix, path, rt.Elem())
	case rt.Kind() == reflect.Slice:
		return fields(prefix, path+"[]", rt.Elem())
	case rt.Kind() != reflect.Struct:
		return []string{prefix + " " + path + " " + rt.Kind().String()}
	}
	for i := range rt.NumField() {
		f := rt.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			name = f.Name
		}
		lines = append(lines, fields(prefix, path+"."+name, f.Type)...)
	}
	return lines
}

// Histories of running cases hold these names and fields. New ones may come;
// none may go or change, and -update does not help with that.
func TestTheContractOnlyGrows(t *testing.T) {
	t.Parallel()
	const file = "testdata/contract.golden"
	golden, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	now := contract()
	old := strings.Fields(strings.ReplaceAll(strings.ReplaceAll(string(golden), " ", "\x00"), "\n", " "))
	for i := range old {
		old[i] = strings.ReplaceAll(old[i], "\x00", " ")
	}
	for _, line := range old {
		if !slices.Contains(now, line) {
			t.Errorf("gone, though histories hold it: %s", line)
		}
	}
	if t.Failed() {
		return
	}
	if *update {
		if err := os.WriteFile(file, []byte(strings.Join(now, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, line := range now {
		if !slices.Contains(old, line) {
			t.Errorf("new: %s (record it with go test ./workflows -update)", line)
		}
	}
}
