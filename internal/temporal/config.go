package temporal

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"text/template"

	"github.com/jackc/pgx/v5"
)

//go:embed server.yaml.tmpl
var serverText string

//go:embed dynamic.yaml
var dynamicText []byte

// quoted strings of JSON are strings of YAML too.
var serverTemplate = template.Must(template.New("server").Funcs(template.FuncMap{
	"text": func(s string) (string, error) {
		q, err := json.Marshal(s)
		return string(q), err
	},
}).Parse(serverText))

// configFile is the name of the server's configuration.
const configFile = "server.yaml"

// ports are those of the four services, which run in one process.
type ports struct {
	Frontend, HTTP, History, Matching, Worker           int
	FrontendRing, HistoryRing, MatchingRing, WorkerRing int
	Metrics                                             int
}

// list gives the places of the ports, in an order that never changes.
func (p *ports) list() []*int {
	return []*int{&p.Frontend, &p.HTTP, &p.History, &p.Matching, &p.Worker,
		&p.FrontendRing, &p.HistoryRing, &p.MatchingRing, &p.WorkerRing, &p.Metrics}
}

// settings is what the template of the server's configuration needs.
type settings struct {
	Ports                 ports
	Shards                int
	Level                 string
	Address               string // of PostgreSQL
	User, Password        string
	Database, Visibility  string
	TLS, TLSHostUnchecked bool
	TLSServer             string
	Dynamic               string // file
}

func newSettings(p ports, shards int, level string, db *pgx.ConnConfig, name, dir string) settings {
	s := settings{
		Ports: p, Shards: shards, Level: level,
		Address: net.JoinHostPort(db.Host, strconv.Itoa(int(db.Port))), User: db.User, Password: db.Password,
		Database: name, Visibility: schema{name: name}.visibility(),
		Dynamic: filepath.Join(dir, "dynamic.yaml"),
	}
	if db.TLSConfig != nil {
		s.TLS, s.TLSHostUnchecked, s.TLSServer = true, db.TLSConfig.InsecureSkipVerify, db.TLSConfig.ServerName
	}
	return s
}

// write puts both configuration files into the folder. They hold a password.
func (s settings) write(dir string) (string, error) {
	var text bytes.Buffer
	if err := serverTemplate.Execute(&text, s); err != nil {
		return "", fmt.Errorf("fill configuration of Temporal: %w", err)
	}
	file := filepath.Join(dir, configFile)
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		return "", fmt.Errorf("write configuration of Temporal: %w", err)
	}
	if err := os.WriteFile(s.Dynamic, dynamicText, 0o600); err != nil {
		return "", fmt.Errorf("write configuration of Temporal: %w", err)
	}
	return file, nil
}
