package store_test

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"
)

// lists says which Go type names the values of a column with a CHECK list.
// More is what only the schema knows yet, and less what never gets there.
var lists = map[string]struct {
	goType     string
	more, less []string
}{
	"attachments.state":          {goType: "AttachmentState"},
	"paper_verdicts.verdict":     {goType: "PaperVerdict"},
	"representations.kind":       {goType: "RepresentationKind"},
	"persons.kind":               {goType: "PersonKind"},
	"persons.language":           {more: []string{"el", "en"}},
	"persons.level":              {goType: "IdentityLevel"},
	"persons.ways":               {goType: "Ways"},
	"account_codes.purpose":      {goType: "CodePurpose"},
	"account_codes.language":     {more: []string{"el", "en"}},
	"accounts.language":          {more: []string{"el", "en"}},
	"role_grants.role":           {goType: "Role"},
	"units.kind":                 {goType: "UnitKind"},
	"cases.kind":                 {goType: "CaseKind", more: []string{"transfer", "problem"}},
	"services.kind":              {goType: "CaseKind"},
	"cases.channel":              {goType: "FilingChannel"},
	"cases.delivery":             {goType: "Delivery"},
	"cases.state":                {goType: "CaseState"},
	"cases.outcome":              {more: []string{"granted", "rejected", "withdrawn", "lapsed", "handed-on"}},
	"stage_visits.audience":      {goType: "Audience"},
	"stage_visits.clock":         {more: []string{"runs", "stopped"}},
	"tasks.purpose":              {goType: "Purpose"},
	"tasks.audience":             {goType: "Audience"},
	"tasks.state":                {goType: "TaskState"},
	"decisions.state":            {goType: "DecisionState"},
	"payments.kind":              {goType: "PaymentKind"},
	"case_links.kind":            {goType: "LinkKind"},
	"case_messages.side":         {goType: "Side"},
	"case_messages.channel":      {goType: "FilingChannel"},
	"case_reads.side":            {goType: "Side"},
	"protocol_entries.direction": {more: []string{"in", "out", "internal"}},
	"outbox.verb":                {more: []string{"start", "update"}},
	"signing_keys.way":           {goType: "SigningWay", less: []string{"paper", "seal"}},
	"documents.state":            {goType: "DocumentState"},
	"document_versions.language": {more: []string{"el", "en"}},
	"document_versions.way":      {goType: "SigningWay"},
	"document_signatures.way":    {goType: "SigningWay"},
	"document_files.what":        {goType: "FileKind"},
	"document_recipients.role":   {goType: "RecipientRole"},
	"document_recipients.way":    {goType: "Delivery", more: []string{"inside"}},
	"visit_histograms.facet":     {goType: "ReportBy"},
	"visit_histograms.span":      {more: []string{"day", "month", "year"}},
	"visit_histograms.side":      {more: []string{"house", "wait", "machine"}},
	"visit_lengths.side":         {more: []string{"house", "wait", "machine"}},
	"identifications.way":        {goType: "IdentityWay"},
	"notices.channel":            {goType: "Channel"},
	"notices.state":              {goType: "NoticeState"},
}

func TestListsOfTheSchemaAreThoseOfTheProgram(t *testing.T) {
	t.Parallel()
	h := setup(t)
	constants := constantsOf(t, "../models")
	conn, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), `SELECT k.conrelid::regclass || '.' || a.attname, pg_get_constraintdef(k.oid)
		FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
		WHERE k.contype = 'c' AND cardinality(k.conkey) = 1 AND k.connamespace = 'public'::regnamespace`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	seen := map[string]bool{}
	for rows.Next() {
		var column, definition string
		if err := rows.Scan(&column, &definition); err != nil {
			t.Fatal(err)
		}
		if !inList.MatchString(definition) {
			continue
		}
		var got []string
		for _, m := range literal.FindAllStringSubmatch(definition, -1) {
			got = append(got, m[1])
		}
		list, known := lists[column]
		if !known {
			t.Errorf("%s: the schema lists %q, and this test does not know of what type", column, got)
			continue
		}
		seen[column] = true
		expected := slices.DeleteFunc(slices.Concat(constants[list.goType], list.more), func(v string) bool { return slices.Contains(list.less, v) })
		slices.Sort(got)
		slices.Sort(expected)
		if !slices.Equal(got, expected) {
			t.Errorf("%s: the schema lists %q, the program %q", column, got, expected)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for column := range maps.Keys(lists) {
		if !seen[column] {
			t.Errorf("%s has no list in the schema", column)
		}
	}
}

var (
	inList  = regexp.MustCompile(`= ANY \(ARRAY\[`)
	literal = regexp.MustCompile(`'([^']*)'::text`)
)

// constantsOf gives the string constants of every type of a package.
func constantsOf(t *testing.T, dir string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	found := map[string][]string{}
	for _, name := range files {
		f, err := parser.ParseFile(gotoken.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			of, named := spec.Type.(*ast.Ident)
			value, written := spec.Values[0].(*ast.BasicLit)
			if named && written && value.Kind == gotoken.STRING {
				text, err := strconv.Unquote(value.Value)
				if err != nil {
					t.Fatal(err)
				}
				found[of.Name] = append(found[of.Name], text)
			}
			return true
		})
	}
	return found
}
