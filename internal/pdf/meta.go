package pdf

import (
	"strings"
	"time"
)

const producer = "Thyrida"

// xmp is the metadata packet (ISO 16684-1; ISO 19005-2, 6.6.2). It says the
// same as the information dictionary, as PDF/A-1 demands.
func (m Meta) xmp() []byte {
	part := "2"
	if m.Level == A1b {
		part = "1"
	}
	at := m.Created.UTC().Format(time.RFC3339)
	var b strings.Builder
	b.Grow(2 << 10)
	describe := func(space, uri string, body ...string) {
		for _, s := range append([]string{"<rdf:Description rdf:about=\"\" xmlns:", space, "=\"", uri, "\">"}, body...) {
			b.WriteString(s)
		}
		b.WriteString("</rdf:Description>\n")
	}
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n")
	describe("pdfaid", "http://www.aiim.org/pdfa/ns/id/", "<pdfaid:part>", part, "</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>")
	dublin := []string{"<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", escape(m.Title), "</rdf:li></rdf:Alt></dc:title>",
		"<dc:language><rdf:Bag><rdf:li>", m.Lang, "</rdf:li></rdf:Bag></dc:language>"}
	if m.Subject != "" {
		dublin = append(dublin, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">", escape(m.Subject), "</rdf:li></rdf:Alt></dc:description>")
	}
	if m.Author != "" {
		dublin = append(dublin, "<dc:creator><rdf:Seq><rdf:li>", escape(m.Author), "</rdf:li></rdf:Seq></dc:creator>")
	}
	describe("dc", "http://purl.org/dc/elements/1.1/", dublin...)
	describe("xmp", "http://ns.adobe.com/xap/1.0/", "<xmp:CreatorTool>", producer, "</xmp:CreatorTool><xmp:CreateDate>", at, "</xmp:CreateDate><xmp:ModifyDate>", at, "</xmp:ModifyDate>")
	describe("pdf", "http://ns.adobe.com/pdf/1.3/", "<pdf:Producer>", producer, "</pdf:Producer>")
	b.WriteString("</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>")
	return []byte(b.String())
}

// info writes the information dictionary (ISO 32000-1, 14.3.3).
func (m Meta) info(w *writer) {
	at := m.Created.UTC().Format("D:20060102150405Z")
	w.print("<</Title")
	w.text(m.Title)
	if m.Subject != "" {
		w.print("/Subject")
		w.text(m.Subject)
	}
	if m.Author != "" {
		w.print("/Author")
		w.text(m.Author)
	}
	w.print("/Creator(", producer, ")/Producer(", producer, ")/CreationDate(", at, ")/ModDate(", at, ")>>")
	w.end()
}

// escape makes character data of a text; unfitForXML has passed it.
func escape(s string) string { return escaper.Replace(s) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// unfitForXML finds what XML 1.0 cannot hold, and line ends, which the two
// places of the metadata would not hold alike.
func unfitForXML(s string) (rune, bool) {
	for _, r := range s {
		if r < ' ' || r == 0x7f || r == 0xFFFD || r == 0xFFFE || r == 0xFFFF {
			return r, true
		}
	}
	return 0, false
}
