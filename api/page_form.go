package api

import (
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/thyrida/thyrida/models"
)

// shapes are the schemas of bodies that forms fill, made when first needed.
var shapes = struct {
	sync.Mutex
	registry huma.Registry
	of       map[reflect.Type]*huma.Schema
}{registry: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer), of: map[reflect.Type]*huma.Schema{}}

// read fills the body of an operation of the interface with what a form holds
// and checks it by the same schema, so that a page refuses what the interface
// refuses, in the same words. An input is named by its path: "email",
// "form.street". What was left empty is absent.
func (v *visit) read(body any) error {
	schema := shapeOf(body)
	return fit(body, schema, objectOf(schema, v.Request.PostForm, ""))
}

// shapeOf is the schema of a body.
func shapeOf(body any) *huma.Schema {
	t := reflect.TypeOf(body).Elem()
	shapes.Lock()
	defer shapes.Unlock()
	schema := shapes.of[t]
	if schema == nil {
		schema = shapes.registry.Schema(t, false, "Form"+itoa(len(shapes.of))) // bodies without a name of their own
		shapes.of[t] = schema
	}
	return schema
}

// fit checks a value by the schema of a body and puts it there.
func fit(body any, schema *huma.Schema, value map[string]any) error {
	res := &huma.ValidateResult{}
	huma.Validate(shapes.registry, schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeWriteToServer, value, res)
	if len(res.Errors) > 0 {
		return checked(http.StatusUnprocessableEntity, "", res.Errors)
	}
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, body)
}

// objectOf is the part of a form below a path, as the schema wants it.
func objectOf(schema *huma.Schema, form url.Values, under string) map[string]any {
	out := map[string]any{}
	for name, s := range schema.Properties {
		if s.Ref != "" {
			s = shapes.registry.SchemaFromRef(s.Ref)
		}
		path := under + name
		typed := strings.TrimSpace(form.Get(path))
		switch {
		case s.Type == huma.TypeObject:
			if o := objectOf(s, form, path+"."); len(o) > 0 {
				out[name] = o
			}
		case s.Type == huma.TypeBoolean:
			if len(form[path]) > 0 {
				out[name] = typed == "true" || typed == "on"
			}
		case s.Type == huma.TypeArray:
			if vs := form[path]; len(vs) > 0 {
				list := make([]any, len(vs))
				for i, one := range vs {
					list[i] = one
				}
				out[name] = list
			}
		case typed == "":
		case s.Type == huma.TypeInteger || s.Type == huma.TypeNumber:
			if n, err := strconv.ParseFloat(strings.Replace(typed, ",", ".", 1), 64); err == nil {
				out[name] = n
			} else {
				out[name] = typed // refused as no number
			}
		case strings.Contains(strings.ToLower(name), "password"):
			out[name] = form.Get(path) // spaces count
		default:
			out[name] = form.Get(path)
		}
	}
	return out
}

// once does what a form asks for one time, however often it is sent: a form
// carries a key of its own (template "key"). do says where to go on, and with
// which flash.
func (v *visit) once(do func() (to, flash string, err error)) error {
	key := v.PostForm("key")
	if len(key) < 8 || len(key) > 100 || v.r.Actor.Account == "" {
		return &models.Error{Kind: models.Invalid, Code: "invalid-request", Fields: []models.FieldFault{{Field: "key", Code: "key-length"}}}
	}
	v.r.Key = key
	sum := sha256.Sum256([]byte(v.Request.PostForm.Encode()))
	before, err := v.s.recall(v.ctx, v.Request.URL.Path, sum[:])
	if err != nil {
		return err
	}
	if before != nil {
		return v.goTo(before.Location, before.Type)
	}
	defer func() {
		if p := recover(); p != nil {
			v.s.forget(v.ctx)
			panic(p)
		}
	}()
	to, flash, err := do()
	if err != nil {
		v.s.forget(v.ctx)
		return err
	}
	v.s.keep(v.ctx, answer{Status: http.StatusCreated, Location: to, Type: flash})
	return v.goTo(to, flash)
}
