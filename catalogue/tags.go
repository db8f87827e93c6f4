package catalogue

import (
	"reflect"
	"slices"
	"strings"
)

// keyOf gives the YAML key of a field of the format and the rules of its tag;
// an empty key for what is not written in files.
func keyOf(f reflect.StructField) (string, map[string]string) {
	tag := f.Tag.Get("jsonschema")
	if tag == "-" {
		return "", nil
	}
	rules := make(map[string]string)
	for part := range strings.SplitSeq(tag, ",") {
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			value = "true"
		}
		rules[name] = value
	}
	key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return key, rules
}

// keysOf lists the keys a struct of the format has in a file.
func keysOf(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if key, _ := keyOf(t.Field(i)); key != "" {
			out = append(out, key)
		}
	}
	return out
}

func knows(t reflect.Type, key string) bool { return slices.Contains(keysOf(t), key) }

func contains(list []string, word string) bool { return slices.Contains(list, word) }

// join extends a path by a key.
func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
