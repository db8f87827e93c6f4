package api

import (
	"context"
	"strings"

	"github.com/thyrida/thyrida/models"
)

// What stands in the tables of lists, column by column.

var caseColumns = []column[CaseLine]{
	{columnNumber, func(c CaseLine) any { return bookLine(c.Protocol) }},
	{"service", func(c CaseLine) any { return c.ServiceTitle }},
	{"applicant", func(c CaseLine) any { return c.Applicant }},
	{"unit", func(c CaseLine) any { return c.UnitName }},
	{"state", func(c CaseLine) any { return c.StateText }},
	{"stage", func(c CaseLine) any { return c.StageLabel }},
	{"submitted", func(c CaseLine) any { return instant(&c.SubmittedAt) }},
	{"target", func(c CaseLine) any { return instant(&c.Due.Target) }},
	{"legal", func(c CaseLine) any { return instant(&c.Due.Legal) }},
	{"closed", func(c CaseLine) any { return instant(c.ClosedAt) }},
	{"id", func(c CaseLine) any { return string(c.ID) }},
}

func taskColumns(ctx context.Context) []column[Task] {
	return []column[Task]{
		{columnNumber, func(t Task) any { return bookLine(t.Protocol) }},
		{"service", func(t Task) any { return t.ServiceTitle }},
		{"applicant", func(t Task) any { return t.ApplicantName }},
		{"stage", func(t Task) any { return t.StageLabel }},
		{"unit", func(t Task) any { return t.UnitName }},
		{"assignee", func(t Task) any { return t.AssigneeName }},
		{"opened", func(t Task) any { return instant(&t.OpenedAt) }},
		{"due", func(t Task) any { return instant(&t.DueAt) }},
		{"overdue", func(t Task) any { return yes(ctx, t.Overdue) }},
		{"id", func(t Task) any { return string(t.Case) }},
	}
}

var auditColumns = []column[AuditLine]{
	{"line", func(l AuditLine) any { return l.ID }},
	{"at", func(l AuditLine) any { return instant(&l.At) }},
	{"name", func(l AuditLine) any { return l.Name }},
	{"actor", func(l AuditLine) any { return string(l.Actor) }},
	{"action", func(l AuditLine) any { return string(l.Action) }},
	{"object", func(l AuditLine) any { return l.Object }},
	{"id", func(l AuditLine) any { return l.ObjectID }},
	{"called", func(l AuditLine) any { return l.Called }},
	{"refused", func(l AuditLine) any { return string(l.Refused) }},
}

func accountColumns(ctx context.Context) []column[Account] {
	return []column[Account]{
		{"name", func(a Account) any { return a.Name }},
		{"email", func(a Account) any { return a.Email }},
		{"phone", func(a Account) any { return a.Phone }},
		{"roles", func(a Account) any {
			var roles []string
			for _, g := range a.Roles {
				roles = append(roles, strings.TrimSpace(string(g.Role)+" "+string(g.Unit)))
			}
			return strings.Join(roles, ", ")
		}},
		{"citizen", func(a Account) any { return yes(ctx, a.Citizen) }},
		{"created", func(a Account) any { return instant(&a.CreatedAt) }},
		{"disabled", func(a Account) any { return instant(a.DisabledAt) }},
		{"id", func(a Account) any { return string(a.ID) }},
	}
}

var serviceColumns = []column[ServiceLine]{
	{"code", func(v ServiceLine) any { return string(v.Code) }},
	{"version", func(v ServiceLine) any { return v.Version }},
	{"service", func(v ServiceLine) any { return v.Title }},
	{"summary", func(v ServiceLine) any { return v.Summary }},
	{"unit", func(v ServiceLine) any { return v.UnitName }},
}

func reportColumns(by models.ReportBy) []column[StageTimesRow] {
	number := func(title models.Code, of func(StageTimesRow) *float64) column[StageTimesRow] {
		return column[StageTimesRow]{title, func(r StageTimesRow) any {
			if p := of(r); p != nil {
				return *p
			}
			return nil
		}}
	}
	return []column[StageTimesRow]{
		{"by", func(StageTimesRow) any { return string(by) }},
		{"code", func(r StageTimesRow) any { return r.Key }},
		{"name", func(r StageTimesRow) any { return r.Name }},
		{"service", func(r StageTimesRow) any { return string(r.Service) }},
		{"n", func(r StageTimesRow) any { return r.N }},
		number("p10", func(r StageTimesRow) *float64 { return r.P10 }),
		number("p25", func(r StageTimesRow) *float64 { return r.P25 }),
		number("p50", func(r StageTimesRow) *float64 { return r.P50 }),
		number("p75", func(r StageTimesRow) *float64 { return r.P75 }),
		number("p90", func(r StageTimesRow) *float64 { return r.P90 }),
		{"due-n", func(r StageTimesRow) any { return r.DueN }},
		number("on-time", func(r StageTimesRow) *float64 { return r.OnTime }),
		{"wait-n", func(r StageTimesRow) any { return r.WaitN }},
		number("wait-p50", func(r StageTimesRow) *float64 { return r.WaitP50 }),
		number("wait-p90", func(r StageTimesRow) *float64 { return r.WaitP90 }),
		{"auto-n", func(r StageTimesRow) any { return r.AutoN }},
	}
}

func workColumns(by models.ReportBy) []column[WorkRow] {
	out := []column[WorkRow]{
		{"by", func(WorkRow) any { return string(by) }},
		{"code", func(r WorkRow) any { return r.Key }},
		{"name", func(r WorkRow) any { return r.Name }},
		{"service", func(r WorkRow) any { return string(r.Service) }},
		{"open", func(r WorkRow) any { return r.Open }},
		{"overdue", func(r WorkRow) any { return r.Overdue }},
		{"past-legal", func(r WorkRow) any { return r.PastLegal }},
	}
	for i, title := range []models.Code{"age-3", "age-10", "age-20", "age-50", "age-older"} {
		out = append(out, column[WorkRow]{title, func(r WorkRow) any { return r.Ages[i].N }})
	}
	return append(out,
		column[WorkRow]{"oldest", func(r WorkRow) any { return r.Oldest }},
		column[WorkRow]{"median-age", func(r WorkRow) any { return r.Median }},
		column[WorkRow]{"waiting", func(r WorkRow) any { return r.Waiting }},
		column[WorkRow]{"waiting-oldest", func(r WorkRow) any { return r.WaitingOldest }})
}
