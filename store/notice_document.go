package store

import (
	"context"
	"time"

	"github.com/thyrida/thyrida/models"
)

// noticeDocuments reads the documents that notices tell of: the one a notice
// is about, or at the end of a case those that it brought. The reasons of a
// revocation are its own.
func (y System) noticeDocuments(ctx context.Context, ids array, of map[models.NoticeID]*models.NoticeFacts) error {
	if len(ids) == 0 {
		return nil
	}
	var rows []struct {
		Notice                      models.NoticeID
		TitleEl, TitleEn            string
		Discreet                    bool
		Number, Year                int
		At, LinkEnds                *time.Time
		Code, Correction, Link, Why string
	}
	err := y.s.db.WithContext(ctx).Raw(noticeDocumentsSQL, args{"ids": ids, "now": y.s.now()}).Scan(&rows).Error
	for _, r := range rows {
		f := of[r.Notice]
		doc := models.NoticeDocument{TitleEl: r.TitleEl, TitleEn: r.TitleEn, Discreet: r.Discreet, Code: r.Code, Correction: r.Correction,
			Number: models.Entry{Number: r.Number, Year: r.Year, At: utc(r.At)}}
		if r.Link != "" {
			doc.Link, doc.LinkEnds = y.s.linkToken(r.Link), utc(r.LinkEnds)
		}
		if f.Event == models.EventRevoked {
			f.Reasons = r.Why
		}
		f.Documents = append(f.Documents, doc)
	}
	return err
}

const noticeDocumentsSQL = `SELECT CAST(n.id AS text) AS notice, coalesce(s.definition #>> '{title,el}', '') AS title_el, coalesce(s.definition #>> '{title,en}', '') AS title_en,
		coalesce(CAST(s.definition ->> 'discreet' AS bool), false) AS discreet, e.number, e.year, e.at, v.code, v.correction,
		CAST(l.id AS text) AS link, l.ends_at AS link_ends, d.revoked_why AS why
	FROM notices n
	CROSS JOIN LATERAL (
		SELECT w.* FROM document_versions w JOIN documents x ON x.id = w.document AND x.version = w.version WHERE w.document = n.document
		UNION ALL
		SELECT w.* FROM cases k JOIN document_versions w ON w.case_id = k.id JOIN documents x ON x.id = w.document AND x.state = 'issued'
		WHERE n.document IS NULL AND n.account IS NULL AND n.event = 'granted' AND (k.id = n.case_id OR k.parent = n.case_id)
			AND w.issued_at IS NOT NULL) v
	JOIN documents d ON d.id = v.document
	LEFT JOIN services s ON s.municipality = d.municipality AND s.code = d.template AND s.version = v.template_version
	LEFT JOIN protocol_entries e ON e.subject = 'document/' || CAST(d.id AS text)
	LEFT JOIN document_links l ON l.document = v.document AND l.version = v.version AND l.ends_at > @now AND d.state = 'issued'
	WHERE n.id = ANY(CAST(@ids AS uuid[])) ORDER BY d.created_at, d.id`
