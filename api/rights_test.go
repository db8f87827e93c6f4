package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/thyrida/thyrida/models"
)

// callers are the columns of the table: nobody, the applicant, another
// citizen, a clerk of the unit that has the case, one of another unit, the
// unit's head, protocol, manager, administrator.
var callers = []string{"", "citizen", "citizen2", "clerk", "clerk-tech", "head", "protocol", "manager", "admin"}

// rights says for every operation what each caller gets. The columns are
// those of callers.
var rights = map[string]string{
	//                                      -   own oth clk tec head pro man adm
	"POST /sessions":                                        "201 201 201 201 201 201 201 201 201",
	"DELETE /sessions/current":                              "401 204 204 204 204 204 204 204 204",
	"GET /sessions":                                         "401 200 200 200 200 200 200 200 200",
	"DELETE /sessions":                                      "401 204 204 204 204 204 204 204 204",
	"DELETE /sessions/{id}":                                 "401 204 404 404 404 404 404 404 404",
	"GET /me":                                               "401 200 200 200 200 200 200 200 200",
	"GET /me/notices":                                       "401 200 200 403 403 403 403 403 403",
	"PUT /me/notices":                                       "401 200 200 403 403 403 403 403 403",
	"GET /me/second-factor":                                 "401 200 200 200 200 200 200 200 200",
	"POST /me/second-factor":                                "401 403 403 201 201 201 201 201 201",
	"POST /me/second-factor/confirmation":                   "401 404 404 422 422 422 422 422 422",
	"POST /me/second-factor/recovery-codes":                 "401 404 404 404 404 404 404 404 404",
	"POST /me/second-factor/removal":                        "401 404 404 404 404 404 404 404 404",
	"GET /login-ways":                                       "200 200 200 200 200 200 200 200 200",
	"POST /me/login-ways":                                   "401 422 422 403 403 403 403 403 403",
	"GET /me/login-ways":                                    "401 200 200 200 200 200 200 200 200",
	"DELETE /me/login-ways/{id}":                            "401 422 422 422 422 422 422 422 422",
	"POST /registrations":                                   "202 202 202 202 202 202 202 202 202",
	"POST /registrations/confirmation":                      "204 204 204 204 204 204 204 204 204",
	"POST /password-resets":                                 "202 202 202 202 202 202 202 202 202",
	"POST /password-resets/confirmation":                    "204 204 204 204 204 204 204 204 204",
	"POST /email-changes":                                   "401 202 202 403 403 403 403 403 403",
	"POST /email-changes/confirmation":                      "401 204 422 422 422 422 422 422 422",
	"POST /mobile-changes":                                  "401 202 202 403 403 403 403 403 403",
	"POST /mobile-changes/confirmation":                     "401 204 422 422 422 422 422 422 422",
	"GET /services":                                         "200 200 200 200 200 200 200 200 200",
	"GET /services/{code}":                                  "200 200 200 200 200 200 200 200 200",
	"GET /verify/{code}":                                    "200 200 200 200 200 200 200 200 200",
	"POST /verify":                                          "200 200 200 200 200 200 200 200 200",
	"GET /municipality":                                     "200 200 200 200 200 200 200 200 200",
	"POST /attachments":                                     "401 201 201 201 201 201 201 201 201",
	"GET /attachments/{id}":                                 "401 200 404 200 404 200 404 404 404",
	"PUT /drafts/{id}":                                      "401 200 404 404 404 404 404 404 404",
	"GET /drafts":                                           "401 200 200 200 200 200 200 200 200",
	"GET /drafts/{id}":                                      "401 200 404 404 404 404 404 404 404",
	"DELETE /drafts/{id}":                                   "401 204 404 404 404 404 404 404 404",
	"POST /cases":                                           "401 201 201 422 422 422 422 422 422",
	"GET /cases":                                            "401 200 200 200 200 200 200 200 200",
	"GET /cases/{id}":                                       "401 200 404 200 404 200 200 200 404",
	"GET /cases/{id}/receipt":                               "401 200 404 200 404 200 200 200 404",
	"GET /cases/{id}/receipt.pdf":                           "401 200 404 200 404 200 200 200 404",
	"GET /cases/{id}/application.pdf":                       "401 200 404 200 404 200 403 403 404",
	"GET /cases/{id}/thread":                                "401 200 404 200 404 200 403 403 404",
	"POST /cases/{id}/messages":                             "401 201 404 201 404 201 403 403 404",
	"POST /cases/{id}/thread/read":                          "401 404 404 404 404 404 403 403 404",
	"POST /cases/{id}/withdrawal":                           "401 200 404 404 404 404 404 404 404",
	"POST /cases/{id}/completion":                           "401 409 404 409 404 409 409 409 404",
	"POST /cases/{id}/payment":                              "401 409 404 409 404 409 409 409 404",
	"POST /cases/{id}/attachments":                          "401 201 404 201 404 201 404 404 404",
	"PUT /cases/{id}/attachments/{attachment}/verdict":      "401 403 404 200 404 200 404 404 404",
	"GET /paper-reasons":                                    "401 200 200 200 200 200 200 200 200",
	"GET /tasks":                                            "401 200 200 200 200 200 200 200 200",
	"GET /tasks/{id}":                                       "401 404 404 200 404 200 404 404 404",
	"POST /tasks/{id}/claim":                                "401 403 404 200 404 200 404 404 404",
	"POST /tasks/{id}/release":                              "401 403 404 200 404 200 404 404 404",
	"POST /tasks/{id}/assignment":                           "401 403 404 403 404 200 404 404 404",
	"POST /tasks/{id}/decision":                             "401 403 404 200 404 200 404 404 404",
	"POST /tasks/assignments":                               "401 200 200 200 200 200 200 200 200",
	"GET /certificates":                                     "401 403 403 200 200 200 200 200 200",
	"POST /certificates":                                    "401 403 403 201 403 201 403 403 403",
	"GET /cases/{id}/record":                                "401 404 404 200 404 200 404 404 404",
	"PUT /cases/{id}/record":                                "401 404 404 200 404 200 404 404 404",
	"GET /cases/{id}/preview.pdf":                           "401 404 404 200 404 200 404 404 404",
	"POST /signatures":                                      "401 200 200 200 200 200 200 200 200",
	"POST /tasks/{id}/offer":                                "401 403 404 403 404 403 404 404 404",
	"GET /tasks/{id}/offer.pdf":                             "401 404 404 404 404 404 404 404 404",
	"POST /tasks/{id}/signed-document":                      "401 404 404 404 404 404 404 404 404",
	"GET /reports/stage-times":                              "401 403 403 403 403 200 403 200 403",
	"GET /reports/work-in-hand":                             "401 403 403 403 403 200 403 200 403",
	"GET /admin/cases/{id}/process":                         "401 403 403 403 403 403 403 403 200",
	"GET /admin/accounts":                                   "401 403 403 403 403 403 403 403 200",
	"POST /admin/accounts":                                  "401 403 403 403 403 403 403 403 201",
	"POST /admin/accounts/{id}/grants":                      "401 403 403 403 403 403 403 403 204",
	"DELETE /admin/accounts/{id}/grants":                    "401 403 403 403 403 403 403 403 204",
	"POST /admin/accounts/{id}/disable":                     "401 403 403 403 403 403 403 403 204",
	"POST /admin/accounts/{id}/second-factor-reset":         "401 403 403 403 403 403 403 403 204",
	"GET /signing-keys":                                     "401 200 200 200 200 200 200 200 200",
	"PUT /admin/accounts/{id}/signing-certificate":          "401 403 403 403 403 403 403 403 200",
	"DELETE /admin/accounts/{id}/signing-certificate":       "401 403 403 403 403 403 403 403 204",
	"GET /documents/{id}":                                   "401 200 404 200 404 200 200 404 404",
	"GET /documents/{id}/versions/{version}/files/{sha256}": "401 200 404 200 404 200 403 404 404",
	"POST /documents/{id}/link":                             "401 403 404 200 404 200 403 404 404",
	"POST /documents/{id}/revocation":                       "401 403 404 403 404 200 403 404 404",
	"POST /documents/{id}/correction":                       "401 403 404 201 404 201 403 404 404",
	"GET /cases/{id}/label.pdf":                             "401 403 404 403 404 403 403 403 404",
	"POST /tasks/reassign":                                  "401 403 403 403 403 200 403 403 403",
	"PUT /cases/{id}/watch":                                 "401 403 404 204 404 204 204 204 404",
	"DELETE /cases/{id}/watch":                              "401 403 404 204 404 204 204 204 404",
	"POST /cases/{id}/links":                                "401 403 404 204 404 204 403 403 404",
	"DELETE /cases/{id}/links/{to}":                         "401 403 404 404 404 404 403 403 404",
	"GET /bodies":                                           "401 403 403 200 200 200 200 200 200",
	"PUT /bodies/{code}":                                    "401 403 403 403 403 403 403 403 204",
	"GET /absences":                                         "401 200 200 200 200 200 200 200 200",
	"POST /absences":                                        "401 403 403 201 403 201 403 403 201",
	"GET /absences/substitutes":                             "401 403 403 200 200 200 200 200 200",
	"DELETE /absences/{id}":                                 "401 404 404 204 404 204 404 404 204",
	"GET /service-points":                                   "200 200 200 200 200 200 200 200 200",
	"POST /identity-requests":                               "401 201 409 422 422 422 422 422 422",
	"GET /identity-requests/newest":                         "401 200 404 404 404 404 404 404 404",
	"GET /identity-requests/{id}":                           "401 200 404 404 404 404 404 404 404",
	"POST /identity-requests/find":                          "401 403 403 403 403 403 403 403 403", // officers: identity_test.go
	"POST /identity-requests/{id}/decision":                 "401 403 403 403 403 403 403 403 403",
	"GET /admin/services":                                   "401 403 403 403 403 403 403 403 200",
	"GET /admin/services/{code}/versions/{version}":         "401 403 403 403 403 403 403 403 200",
	"GET /admin/deliveries":                                 "401 403 403 403 403 403 403 403 200",
	"GET /admin/deliveries/reasons":                         "401 403 403 403 403 403 403 403 200",
	"POST /admin/deliveries/{id}/retry":                     "401 403 403 403 403 403 403 403 404", // of a message: undelivered_test.go
	"GET /admin/doctor":                                     "401 403 403 403 403 403 403 403 200",
	"GET /admin/units":                                      "401 403 403 403 403 403 403 403 200",
	"POST /admin/units":                                     "401 403 403 403 403 403 403 403 204",
	"GET /admin/units/{code}":                               "401 403 403 403 403 403 403 403 200",
	"PUT /admin/units/{code}":                               "401 403 403 403 403 403 403 403 204",
	"POST /admin/units/{code}/close":                        "401 403 403 403 403 403 403 403 204",
	"POST /admin/units/{code}/reopen":                       "401 403 403 403 403 403 403 403 204",
	"PUT /admin/units/{code}/point":                         "401 403 403 403 403 403 403 403 204",
	"DELETE /admin/units/{code}/point":                      "401 403 403 403 403 403 403 403 204",
	"POST /admin/accounts/import":                           "401 403 403 403 403 403 403 403 200",
	"POST /admin/accounts/{id}/enable":                      "401 403 403 403 403 403 403 403 204",
	"POST /admin/accounts/{id}/end-sessions":                "401 403 403 403 403 403 403 403 204",
	"POST /admin/accounts/{id}/invitation":                  "401 403 403 403 403 403 403 403 204",
	"GET /admin/audit":                                      "401 403 403 403 403 403 403 403 200",
}

func TestEveryoneMayDoWhatIsHisToDo(t *testing.T) {
	t.Parallel()
	for path, item := range setup(t).api.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "DELETE": item.Delete} {
			name := method + " " + strings.TrimPrefix(path, "/api/v1")
			if _, known := rights[name]; !known && op != nil {
				t.Errorf("%s is not in the table", name)
			}
		}
	}
	for _, group := range []string{"/sessions", "/me", "/services", "/municipality", "/attachments", "/drafts", "/cases", "/tasks", "/certificates", "/signatures", "/reports", "/admin", "/verify", "/signing-keys", "/documents", "/paper-reasons",
		"/registrations", "/password-resets", "/email-changes", "/mobile-changes", "/login-ways", "/bodies", "/absences", "/service-points", "/identity-requests"} {
		t.Run(group[1:], func(t *testing.T) {
			t.Parallel()
			h := chancery(t)
			for name, statuses := range rights {
				method, path, _ := strings.Cut(name, " ")
				if path != group && !strings.HasPrefix(path, group+"/") {
					continue
				}
				for i, want := range strings.Fields(statuses) {
					if got := h.try(t, callers[i], method, path); itoa(got) != want {
						t.Errorf("%s by %q: got %d, want %s", name, callers[i], got, want)
					}
				}
			}
		})
	}
}

// try sends a good request for something of citizen's own.
func (h *house) try(t *testing.T, who, method, path string) int {
	t.Helper()
	citizen, c := h.as(t, "citizen"), h.as(t, who)
	var body any
	switch {
	case path == "/sessions" && method == "POST":
		if who == "" {
			who = "citizen" // everybody is nobody before
		}
		return c.logsIn(who+"@example.org", password).status
	case strings.HasPrefix(path, "/registrations"), strings.HasPrefix(path, "/password-resets"), strings.HasPrefix(path, "/email-changes"),
		strings.HasPrefix(path, "/mobile-changes"):
		return h.tryCode(t, c, path)
	case path == "/sessions/{id}":
		h.as(t, "").logsIn("citizen@example.org", password).want(201)
		var mine struct{ Items []struct{ ID string } }
		citizen.get("sessions").want(200).into(&mine)
		path = "/sessions/" + mine.Items[0].ID
	case path == "/sessions/current":
		if who != "" {
			c.token, _ = h.as(t, "").logsIn(who+"@example.org", password).want(201).object()["token"].(string)
		}
	case path == "/me/login-ways":
		body = map[string]any{"provider": "none", "password": password}
	case path == "/me/second-factor" && method == "POST":
		body = map[string]any{"password": password}
	case strings.HasPrefix(path, "/me/second-factor/"):
		if strings.HasSuffix(path, "/confirmation") {
			c.post("me/second-factor", map[string]any{"password": password})
			body = map[string]any{"code": "no code"}
			break
		}
		body = map[string]any{"password": password, "code": "000000"}
	case path == "/me/notices" && method == "PUT":
		body = map[string]any{"ways": "both"}
	case path == "/services/{code}":
		path = "/services/residence-certificate"
	case path == "/attachments":
		return c.upload("a.pdf", pdf).status
	case path == "/attachments/{id}":
		var files struct{ Files []struct{ ID string } }
		citizen.get("cases/" + citizen.files()).want(200).into(&files)
		path = "/attachments/" + files.Files[0].ID
	case path == "/drafts/{id}":
		body = map[string]any{"service": "residence-certificate"}
		path = "/drafts/" + uuid.NewString()
		citizen.do("PUT", path[1:], body).want(200)
		if method != "PUT" {
			body = nil
		}
	case path == "/cases" && method == "POST":
		if who == "" {
			body = map[string]any{"service": "residence-certificate"}
			break
		}
		body = c.residence()
	case path == "/certificates" && method == "POST":
		body = wanted(nil)
	case path == "/cases/{id}/record", path == "/cases/{id}/preview.pdf":
		_, child := h.approved(t)
		if strings.HasSuffix(path, ".pdf") {
			h.as(t, "clerk").writes(child, 0, read()).want(200)
		} else {
			h.as(t, "clerk").post("tasks/"+taskOf(child, 1)+"/release", nil).want(200)
			body = map[string]any{"edit": 0, "references": map[string]any{"case-file": "Ε1"}, "statements": read()}
		}
		path = strings.Replace(path, "{id}", child, 1)
	case path == "/signatures":
		body = map[string]any{"items": []any{map[string]any{"taskId": uuid.NewString(), "decisionId": uuid.NewString(), "seen": strings.Repeat("0", 64)}}}
	case path == "/tasks/{id}/signed-document":
		_, child := h.approved(t)
		return c.brings(child, uuid.NewString(), h.ready(t, child), []byte(pdf)).status
	case strings.HasPrefix(path, "/tasks/{id}/offer"):
		_, child := h.approved(t)
		body = map[string]any{"way": "paper", "seen": h.ready(t, child)}
		path = strings.Replace(path, "{id}", taskOf(child, 2), 1)
	case strings.HasPrefix(path, "/cases/{id}/attachments"):
		if who == "" {
			return h.as(t, "").do(method, "cases/"+uuid.NewString()+strings.TrimPrefix(strings.Replace(path, "{attachment}", uuid.NewString(), 1), "/cases/{id}"), map[string]any{"verdict": "accepted"}).status
		}
		id := citizen.files()
		if method == "POST" {
			return c.post("cases/"+id+"/attachments", map[string]any{"id": c.upload("a.pdf", pdf).want(201).id()}).status
		}
		return c.judges(id, citizen.papers(id)[0].ID, "accepted", "", "").status
	case strings.HasPrefix(path, "/cases/{id}"), strings.HasPrefix(path, "/admin/cases/{id}"):
		path = strings.Replace(path, "{id}", citizen.files(), 1)
		body = map[string]any{}
		if strings.HasSuffix(path, "/links") {
			body = map[string]any{"to": citizen.files(), "kind": "same-matter"}
		}
		if strings.HasSuffix(path, "/{to}") || strings.HasSuffix(path, "/watch") {
			path, body = strings.Replace(path, "{to}", citizen.files(), 1), nil
		}
		if strings.HasSuffix(path, "/completion") {
			body = map[string]any{"note": "ορίστε"}
		}
		if strings.HasSuffix(path, "/messages") {
			body = map[string]any{"text": "Μια ερώτηση."}
		}
		if strings.HasSuffix(path, "/thread/read") {
			body = map[string]any{"upTo": uuid.NewString()} // whoever may is told that there is no such message
		}
		if strings.HasSuffix(path, "/payment") {
			body = map[string]any{"kind": "e-paravolo", "code": "12345678901234567890"}
		}
	case strings.HasPrefix(path, "/tasks/{id}"):
		path = strings.Replace(path, "{id}", h.as(t, "clerk").task(citizen.files()), 1)
		body = map[string]any{}
		if strings.HasSuffix(path, "/assignment") {
			body = map[string]any{"account": account("clerk2")}
		}
		if strings.HasSuffix(path, "/decision") {
			body = map[string]any{"outcome": models.Approved}
		}
	case strings.HasPrefix(path, "/documents/{id}"):
		citizen.upload("a.pdf", pdf).want(201) // the same bytes are kept once
		path = strings.NewReplacer("{id}", h.issues(t, []byte(pdf)).id, "{version}", "1", "{sha256}", sumOf(pdf)).Replace(path)
		body = map[string]any{"reason": "Νέα στοιχεία"}
		if strings.HasSuffix(path, "/link") {
			body = nil
		}
	case strings.HasPrefix(path, "/identity-requests"):
		h.unknown(t, "citizen")
		id := citizen.post("identity-requests", nil).want(201).id()
		path = strings.Replace(path, "{id}", id, 1)
		if body = nil; strings.HasSuffix(path, "/find") {
			body = map[string]any{"code": "2222-2222"}
		} else if strings.HasSuffix(path, "/decision") {
			body = map[string]any{"outcome": "rejected", "note": "Φθαρμένο"}
		}
	case path == "/bodies/{code}":
		path, body = "/bodies/region", map[string]any{"name": "Περιφέρεια", "email": "in@region.example"}
	case strings.HasPrefix(path, "/absences") && method != "GET":
		var known struct{ Items []any }
		h.as(t, "admin").get("absences").want(200).into(&known)
		from := monday.AddDate(0, 0, 2*len(known.Items)+1) // none at the time of another
		body = map[string]any{"account": account("clerk"), "substitute": account("clerk2"), "from": from, "to": from.AddDate(0, 0, 1)}
		if method == "DELETE" {
			path, body = "/absences/"+h.as(t, "admin").post("absences", body).want(201).id(), nil
		}
	case path == "/tasks/reassign":
		body = map[string]any{"from": account("clerk2"), "unit": "municipal-roll"}
	case path == "/tasks/assignments":
		body = map[string]any{"tasks": []string{uuid.NewString()}, "account": account("clerk")}
	case path == "/verify":
		return c.checks(pdf).status
	case path == "/verify/{code}":
		path = "/verify/" + h.issues(t, []byte(uuid.NewString())).code
	case path == "/reports/stage-times":
		path += "?from=2026-11-01&to=2026-11-30"
	case strings.HasPrefix(path, "/admin/services/"):
		path = "/admin/services/residence-certificate/versions/2"
	case strings.HasPrefix(path, "/admin/deliveries/{id}"):
		path = strings.Replace(path, "{id}", uuid.NewString(), 1)
	case strings.HasPrefix(path, "/admin/units"):
		return h.tryUnit(t, c, method, path)
	case path == "/admin/accounts/import":
		body = map[string]any{"dryRun": true, "rows": []any{map[string]any{"email": "new@example.org", "name": "Νέος Υπάλληλος", "role": "manager"}}}
	case path == "/admin/accounts" && method == "POST":
		body = map[string]any{"email": uuid.NewString() + "@example.org", "name": "Νέος", "password": "a long password"}
	case strings.HasPrefix(path, "/admin/accounts/{id}"):
		account := map[string]any{"email": uuid.NewString() + "@example.org", "name": "Νέος", "roles": []any{map[string]any{"role": "manager"}}}
		if !strings.HasSuffix(path, "/invitation") {
			account["password"] = "a long password"
		}
		id := h.as(t, "admin").post("admin/accounts", account).want(201).id()
		if strings.HasSuffix(path, "/enable") {
			h.as(t, "admin").post("admin/accounts/"+id+"/disable", nil).want(204)
		}
		path = strings.Replace(path, "{id}", id, 1)
		if strings.HasSuffix(path, "/signing-certificate") {
			body = map[string]any{"certificate": certificate(t, monday)}
			if method == "DELETE" {
				h.as(t, "admin").do("PUT", path[1:], body).want(200)
				body = nil
			}
		} else if strings.HasSuffix(path, "/second-factor-reset") {
			h.enrolled(t, id)
		} else if method == "DELETE" {
			path += "?role=manager"
		} else {
			body = map[string]any{"role": "manager"}
		}
	}
	if method == "GET" || strings.HasSuffix(path, "/claim") || strings.HasSuffix(path, "/release") || strings.HasSuffix(path, "/disable") ||
		strings.HasSuffix(path, "/second-factor-reset") || strings.HasSuffix(path, "/enable") || strings.HasSuffix(path, "/end-sessions") || strings.HasSuffix(path, "/invitation") {
		body = nil
	}
	return c.do(method, path[1:], body).status
}

// tryUnit does something to a unit that nothing hangs on.
func (h *house) tryUnit(t *testing.T, c *caller, method, path string) int {
	t.Helper()
	body := map[string]any{"el": "Νέα μονάδα", "en": "New unit", "kind": "office", "phone": "2310000000", "email": "unit@example.org"}
	code, admin := "u-"+uuid.NewString()[24:], h.as(t, "admin")
	if path == "/admin/units" && method == "POST" {
		body["code"] = code
		return c.post(path[1:], body).status
	}
	made := map[string]any{"code": code}
	for k, v := range body {
		made[k] = v
	}
	admin.post("admin/units", made).want(204)
	at := "admin/units/" + code
	place := map[string]any{"addressEl": "Οδός 1", "addressEn": "Street 1", "hoursEl": "9:00-14:00", "hoursEn": "9:00-14:00"}
	switch path = strings.Replace(path[1:], "{code}", code, 1); {
	case strings.HasSuffix(path, "/point"):
		if method == "DELETE" {
			admin.do("PUT", path, place).want(204)
			return c.do(method, path, nil).status
		}
		body = place
	case strings.HasSuffix(path, "/reopen"):
		admin.post(at+"/close", nil).want(204)
		body = nil
	case method != "PUT":
		body = nil
	}
	if body == nil {
		return c.do(method, path, nil).status
	}
	return c.do(method, path, body).status
}

// tryCode asks for a code, or brings one that citizen asked for.
func (h *house) tryCode(t *testing.T, c *caller, path string) int {
	t.Helper()
	ask, confirm := strings.CutSuffix(path, "/confirmation")
	fresh := uuid.NewString() + "@example.org"
	body, ch, asks := map[string]any{"email": fresh}, models.Email, h.as(t, "citizen")
	h.clock.Advance(11 * time.Minute) // codes are rationed
	switch ask {
	case "/registrations":
		body, asks = signUp(fresh), h.as(t, "")
	case "/password-resets":
		asks = h.as(t, "")
		if confirm {
			body["email"] = "citizen2@example.org"
		}
	case "/email-changes":
		body["password"] = password
	case "/mobile-changes":
		body, ch = map[string]any{"mobile": "6911111111", "password": password}, models.SMS
	}
	if !confirm {
		return c.post(ask[1:], body).status
	}
	h.mail(t, ch) // what came before
	id := asks.post(ask[1:], body).want(202).id()
	typed := brought(id, h.mail(t, ch)[0].OneTimeCode)
	if ask == "/password-resets" {
		typed["password"] = password
	}
	return c.post(path[1:], typed).status
}
