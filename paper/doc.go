// Package paper is what the house prints: the receipt of the protocol and the
// application as it was filed, A4, tagged and archivable, in Greek or English.
//
// A paper says what the values given to it say and nothing else: it reads no
// clock and no database, so the same values give the same bytes. Who may have
// it is decided by who reads the values: an application without its form (as
// the store gives it to a reader who may not see it) is refused.
package paper

import (
	"embed"
	"sync"

	"github.com/thyrida/thyrida/internal/i18n"
)

//go:embed texts/*.yaml
var textFiles embed.FS

// texts are the words of the papers themselves; what staff edit comes from the
// catalogue.
var texts = sync.OnceValues(func() (*i18n.Texts, error) { return i18n.Load(textFiles, "texts/*.yaml") })
