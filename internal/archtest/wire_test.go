package archtest

import (
	"context"
	"reflect"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/thyrida/thyrida/models"
	"github.com/thyrida/thyrida/worker"
)

// mayTravel are the only kinds of text that enter a history. Everything that
// crosses into Temporal is kept there for years; free text would have to
// travel as some string, so no other string may.
var mayTravel = map[reflect.Type]bool{
	reflect.TypeFor[models.CaseID]():      true,
	reflect.TypeFor[models.TaskID]():      true,
	reflect.TypeFor[models.DecisionID]():  true,
	reflect.TypeFor[models.NoticeID]():    true,
	reflect.TypeFor[models.StageKey]():    true,
	reflect.TypeFor[models.ServiceCode](): true,
	reflect.TypeFor[models.UnitCode]():    true,
	reflect.TypeFor[models.Code]():        true,
	reflect.TypeFor[models.Outcome]():     true,
	reflect.TypeFor[models.StageKind]():   true,
	reflect.TypeFor[models.Audience]():    true,
	reflect.TypeFor[models.StepName]():    true,
	reflect.TypeFor[models.Lateness]():    true,
	reflect.TypeFor[models.NoticeState](): true,

	reflect.TypeFor[models.CertificateCode](): true,
	reflect.TypeFor[models.DocumentID]():      true,
	reflect.TypeFor[models.SHA256]():          true,
	reflect.TypeFor[models.FileKind]():        true,
	reflect.TypeFor[models.MediaType]():       true,
	reflect.TypeFor[models.Level]():           true,
	reflect.TypeFor[models.CaseKind]():        true,
}

// recorder is a worker that only remembers what was registered on it.
type recorder struct {
	sdk.Registry
	funcs map[string]any
}

func (r recorder) RegisterWorkflowWithOptions(f any, o workflow.RegisterOptions) { r.funcs[o.Name] = f }
func (r recorder) RegisterActivityWithOptions(f any, o activity.RegisterOptions) { r.funcs[o.Name] = f }

func TestNoFreeTextReachesHistories(t *testing.T) {
	t.Parallel()
	r := recorder{funcs: map[string]any{}}
	worker.Register(r, worker.Activities{})
	if len(r.funcs) < 10 {
		t.Fatalf("only %d processes and steps", len(r.funcs))
	}
	for name, f := range r.funcs {
		ft := reflect.TypeOf(f)
		for i := range ft.NumIn() {
			travels(t.Errorf, name, ft.In(i))
		}
		for i := range ft.NumOut() {
			travels(t.Errorf, name, ft.Out(i))
		}
	}
	for _, rt := range []reflect.Type{reflect.TypeFor[models.Decision](), reflect.TypeFor[models.Decided](), reflect.TypeFor[models.Progress]()} {
		travels(t.Errorf, rt.Name(), rt)
	}
}

func TestFreeTextWouldBeCaught(t *testing.T) {
	t.Parallel()
	type note string
	for _, bad := range []any{struct{ Note note }{}, struct{ Words []string }{}, struct{ At map[models.CaseID]note }{}} {
		caught := false
		travels(func(string, ...any) { caught = true }, "bad", reflect.TypeOf(bad))
		if !caught {
			t.Errorf("%T would travel", bad)
		}
	}
}

// travels walks everything a value of the type can carry.
func travels(fail func(string, ...any), path string, rt reflect.Type) {
	if rt == reflect.TypeFor[time.Time]() || rt == reflect.TypeFor[context.Context]() ||
		rt == reflect.TypeFor[workflow.Context]() || rt == reflect.TypeFor[error]() {
		return // what errors say is the interceptor's business
	}
	switch rt.Kind() {
	case reflect.String:
		if !mayTravel[rt] {
			fail("%s carries a %s", path, rt)
		}
	case reflect.Map:
		travels(fail, path+" key", rt.Key())
		travels(fail, path+" value", rt.Elem())
	case reflect.Slice, reflect.Pointer, reflect.Array:
		travels(fail, path, rt.Elem())
	case reflect.Struct:
		for i := range rt.NumField() {
			travels(fail, path+"."+rt.Field(i).Name, rt.Field(i).Type)
		}
	case reflect.Interface, reflect.Func, reflect.Chan:
		fail("%s carries anything: %s", path, rt)
	}
}
