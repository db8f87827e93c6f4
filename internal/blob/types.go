package blob

import (
	"maps"
	"mime"
	"slices"
)

// kinds are the names by which a form says which papers it takes, and the media
// types that content of the kind is detected as. None of them can carry a
// script that a browser would run.
var kinds = map[string][]string{
	"pdf":  {"application/pdf"},
	"jpeg": {"image/jpeg"},
	"png":  {"image/png"},
	"heic": {"image/heic", "image/heif"},
	"docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	"odt":  {"application/vnd.oasis.opendocument.text"},
	"txt":  {"text/plain"},
}

// Kinds lists the names Allowed understands, sorted: for the catalogue's check.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// Kind is the name of a detected media type, "" when it is none that a form
// may ask for. Parameters such as the charset are ignored.
func Kind(detected string) string {
	base, _, err := mime.ParseMediaType(detected)
	if err != nil {
		return ""
	}
	for name, types := range kinds {
		if slices.Contains(types, base) {
			return name
		}
	}
	return ""
}

// Allowed tells whether content of the detected media type is of one of the
// kinds a form accepts. An empty list accepts every known kind, never every type.
func Allowed(detected string, accept []string) bool {
	k := Kind(detected)
	return k != "" && (len(accept) == 0 || slices.Contains(accept, k))
}
