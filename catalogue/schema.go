package catalogue

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/invopop/jsonschema"
)

// JSONSchema describes a file of services/ to editors. It is made of the Go
// types, their tags and the closed sets of words; schema.json is its copy.
func JSONSchema() []byte { return schema(new(Service), "A service of the catalogue") }

// CertificateSchema describes a file of certificates/; certificate.schema.json
// is its copy.
func CertificateSchema() []byte { return schema(new(Certificate), "A certificate of the catalogue") }

// IdentitySchema describes identity.yaml; identity.schema.json is its copy.
func IdentitySchema() []byte { return schema(new(Identification), "How people are identified") }

func schema(of any, title string) []byte {
	r := &jsonschema.Reflector{RequiredFromJSONSchemaTags: true, Mapper: schemaOf, Anonymous: true}
	schema := r.Reflect(of)
	schema.Title = title
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(schema); err != nil {
		panic(err) // a schema always has a JSON form
	}
	return b.Bytes()
}

// schemaOf describes the types whose values are words, codes or amounts.
func schemaOf(t reflect.Type) *jsonschema.Schema {
	if list, ok := vocabulary[t]; ok {
		s := &jsonschema.Schema{Type: "string"}
		for _, w := range list {
			s.Enum = append(s.Enum, w)
		}
		return s
	}
	if p, ok := patterns[t]; ok {
		return &jsonschema.Schema{Type: "string", Pattern: p.re.String()}
	}
	switch t {
	case reflect.TypeFor[Euros](), reflect.TypeFor[Decimal]():
		return &jsonschema.Schema{Type: "number"}
	case reflect.TypeFor[Value]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string"}, {Type: "boolean"}}}
	}
	return nil
}
