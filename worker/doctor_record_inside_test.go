package worker

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/thyrida/thyrida/models"
)

func TestAComplaintIsKnownAgainWhenItsParticularsChange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of   Complaint
		want string
	}{
		{Complaint{"stage-differs", "a-case", "database 1 review, workflow 2 opinion"}, "a-case"},
		{Complaint{"messages-wait", "", "17"}, ""},
		{Complaint{"book-differs", "", "municipality 1 year 2026: counter 3, lines 2, highest 3, backwards 0"}, "municipality 1 year 2026"},
		{Complaint{"histogram-differs", "", "municipality 1 day 2026-11-02"}, "municipality 1 day 2026-11-02"},
		{Complaint{"blob-without-row", "", "ab/cdef"}, "ab/cdef"},
		{Complaint{"timestamp-without-workflow", "", "0198 2"}, "0198 2"},
	} {
		require.Equal(t, c.want, c.of.subject(), "%v", c.of)
	}
}

// The codes are read from the sources, so that a new one cannot be forgotten.
func TestEveryComplaintIsInTheListThatThePageExplains(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("doctor*.go")
	require.NoError(t, err)
	code := regexp.MustCompile(`(?:bad\(|Complaint\{|code = |models\.Code\(|\t\}\{\{|\}, \{)"([a-z-]+)"`)
	var found []models.Code
	for _, f := range files {
		if regexp.MustCompile(`_test\.go$`).MatchString(f) {
			continue
		}
		source, err := os.ReadFile(f)
		require.NoError(t, err)
		for _, m := range code.FindAllSubmatch(source, -1) {
			found = append(found, models.Code(m[1]))
		}
	}
	slices.Sort(found)
	want := slices.Sorted(slices.Values(models.Complaints))
	require.Equal(t, want, slices.Compact(found))
}
