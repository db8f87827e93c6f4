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
	{"actor", func(l AuditLine) any { return string(l.Actor) }},
	{"action", func(l AuditLine) any { return string(l.Action) }},
	{"object", func(l AuditLine) any { return l.Object }},
	{"id", func(l AuditLine) any { return l.ObjectID }},
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
	return []column[StageTimesRow]{
		{"by", func(StageTimesRow) any { return string(by) }},
		{"code", func(r StageTimesRow) any { return r.Key }},
		{"name", func(r StageTimesRow) any { return r.Name }},
		{"service", func(r StageTimesRow) any { return string(r.Service) }},
		{"n", func(r StageTimesRow) any { return r.N }},
		{"p50", func(r StageTimesRow) any { return r.P50 }},
		{"p90", func(r StageTimesRow) any { return r.P90 }},
		{"on-time", func(r StageTimesRow) any {
			if r.OnTime == nil {
				return nil
			}
			return *r.OnTime
		}},
		{"wait-n", func(r StageTimesRow) any { return r.WaitN }},
		{"wait-p50", func(r StageTimesRow) any { return r.WaitP50 }},
		{"wait-p90", func(r StageTimesRow) any { return r.WaitP90 }},
		{"auto-n", func(r StageTimesRow) any { return r.AutoN }},
	}
}
