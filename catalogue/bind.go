package catalogue

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// read parses one YAML document into out and collects every fault with its
// place. A library's strict mode would stop at the first, and staff would meet
// their mistakes one by one.
func read(file string, data []byte, out any) *source {
	s := &source{file: file, at: map[string]position{"": {1, 1}}}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	switch err := d.Decode(&doc); {
	case errors.Is(err, io.EOF):
		s.fault("", "the file is empty: copy a neighbour and change it")
	case err != nil:
		s.syntax(err)
	case len(doc.Content) != 1:
		s.fault("", "the file holds no YAML mapping")
	case !errors.Is(d.Decode(&more), io.EOF):
		s.fault("", "the file holds more than one document: drop what follows the line ---")
	default:
		s.at[""] = position{doc.Content[0].Line, doc.Content[0].Column}
		s.bind(doc.Content[0], reflect.ValueOf(out).Elem(), "")
	}
	return s
}

var lineOf = regexp.MustCompile(`line (\d+): `)

func (s *source) syntax(err error) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := lineOf.FindStringSubmatch(text); m != nil {
		line, _ := strconv.Atoi(m[1])
		s.at[""] = position{line, 1}
		text = strings.Replace(text, m[0], "", 1)
	}
	s.fault("", "not readable as YAML: %s; look at the indentation and quotes of this line and the one above", text)
}

// bind sets v from a node. Numbers and words of the file are taken as they are
// written, so `mitos: 012345` keeps its zero.
func (s *source) bind(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		s.fault(path, "anchors and aliases are not used here: write the value out")
		return
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		s.fault(path, "has no value: write one or drop the line")
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok && n.Kind == yaml.ScalarNode {
		if err := u.UnmarshalText([]byte(n.Value)); err != nil {
			s.fault(path, "%q is not allowed: %v", n.Value, err)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		s.bindStruct(n, v, path)
	case reflect.Map:
		s.bindMap(n, v, path)
	case reflect.Slice:
		s.bindSlice(n, v, path)
	default:
		s.bindScalar(n, v, path)
	}
}

func (s *source) bindStruct(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.MappingNode {
		s.fault(path, "must be a group of keys: %s", strings.Join(keysOf(v.Type()), ", "))
		return
	}
	seen := s.keys(n, path)
	for i := 0; i < len(n.Content); i += 2 {
		if key := n.Content[i].Value; seen[key] == i && !knows(v.Type(), key) {
			s.fault(join(path, key), "unknown field; %s", instead(key, keysOf(v.Type())))
		}
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		key, rules := keyOf(f)
		at, ok := seen[key]
		switch {
		case key == "":
		case ok:
			s.bind(n.Content[at+1], v.Field(i), join(path, key))
			s.limits(v.Field(i), rules, join(path, key))
		case rules["required"] != "":
			s.fault(join(path, key), "is missing: add %s", key)
		}
	}
}

// keys notes where each key of a mapping stands and reports keys that are not
// words or come twice.
func (s *source) keys(n *yaml.Node, path string) map[string]int {
	seen := make(map[string]int)
	for i := 0; i < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind != yaml.ScalarNode || k.Tag == "!!merge" || k.Anchor != "" {
			s.fault(path, "line %d: a key must be a plain word", k.Line)
			continue
		}
		p := join(path, k.Value)
		if _, twice := seen[k.Value]; twice {
			s.at[p] = position{k.Line, k.Column}
			s.fault(p, "is written twice: keep one")
			continue
		}
		seen[k.Value], s.at[p] = i, position{k.Line, k.Column}
	}
	return seen
}

func (s *source) bindMap(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.MappingNode {
		s.fault(path, "must be a group of keys, each with its value")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	seen := s.keys(n, path)
	for i := 0; i < len(n.Content); i += 2 {
		name := n.Content[i].Value
		if at, ok := seen[name]; !ok || at != i {
			continue
		}
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		s.setWord(n.Content[i], key, join(path, name))
		s.bind(n.Content[i+1], value, join(path, name))
		v.SetMapIndex(key, value)
	}
}

func (s *source) bindSlice(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.SequenceNode {
		s.fault(path, "must be a list: one line with a leading hyphen for each, or [a, b]")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, item := range n.Content {
		p := fmt.Sprintf("%s[%d]", path, i)
		s.at[p] = position{item.Line, item.Column}
		s.bind(item, v.Index(i), p)
	}
}

func (s *source) bindScalar(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.ScalarNode {
		s.fault(path, "must be a single value")
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		if n.Tag != "!!bool" {
			s.fault(path, "%q must be true or false", n.Value)
			return
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
	case reflect.Int:
		i, err := strconv.ParseInt(n.Value, 10, 32)
		if err != nil {
			s.fault(path, "%q must be a whole number", n.Value)
			return
		}
		v.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.Value, 64)
		if err != nil {
			s.fault(path, "%q must be a number, with a decimal point", n.Value)
			return
		}
		v.SetFloat(f)
	default:
		s.setWord(n, v, path)
	}
}

// setWord sets a text, a code or a word of a closed set.
func (s *source) setWord(n *yaml.Node, v reflect.Value, path string) {
	v.SetString(strings.TrimSpace(n.Value))
	word := v.String()
	if list, ok := vocabulary[v.Type()]; ok && !contains(list, word) {
		s.fault(path, "%q is not known; %s", word, instead(word, list))
	}
	if p, ok := patterns[v.Type()]; ok && !p.re.MatchString(word) {
		s.fault(path, "%q is not allowed: %s", word, p.meant)
	}
}

// limits holds the rules that stand in the tags of the format.
func (s *source) limits(v reflect.Value, rules map[string]string, path string) {
	if least, err := strconv.Atoi(rules["minimum"]); err == nil && v.Kind() == reflect.Int && int(v.Int()) < least {
		s.fault(path, "%d is too small: at least %d", v.Int(), least)
	}
	if least, err := strconv.Atoi(rules["minItems"]); err == nil && v.Kind() == reflect.Slice && v.Len() < least {
		s.fault(path, "the list is empty: it needs at least %d", least)
	}
	if v.Kind() == reflect.String && rules["required"] != "" && v.String() == "" {
		s.fault(path, "is empty: write it")
	}
}
