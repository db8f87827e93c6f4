package main

import (
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/internal/calendar"
	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/config"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/pdfdoc"
	"github.com/thyrida/thyrida/internal/sign"
)

// Exit codes of "thyrida verify".
const (
	verifyValid      = 0
	verifyNotValid   = 1
	verifyCannotRead = 2 // or the command was not understood
)

const verifyUsage = `usage: thyrida verify [--roots FILE.pem] [--lang el|en] FILE.pdf
       checks the signatures of a document, without network and database.
       Exit code: 0 valid, 1 not valid or trust not checked, 2 cannot be read.
`

// verifying adapts verifyCommand to the list of commands.
func verifying(_ context.Context, args []string) error {
	if code := verifyCommand(args, clock.System{}, os.Stdout, os.Stderr); code != verifyValid {
		return exit(code)
	}
	return nil
}

// verifyCommand is "thyrida verify". It gives the exit code.
func verifyCommand(args []string, c clock.Clock, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	lang, roots := flags.String("lang", catalogue.Greek, ""), flags.String("roots", "", "")
	var files []string
	for rest := args; ; { // flags may stand before or after the file
		if err := flags.Parse(rest); err != nil {
			if !errors.Is(err, flag.ErrHelp) {
				fmt.Fprintln(stderr, err)
			}
			fmt.Fprint(stderr, verifyUsage)
			return verifyCannotRead
		}
		if flags.NArg() == 0 {
			break
		}
		files, rest = append(files, flags.Arg(0)), flags.Args()[1:]
	}
	if len(files) != 1 || *lang != catalogue.Greek && *lang != catalogue.English {
		fmt.Fprint(stderr, verifyUsage)
		return verifyCannotRead
	}
	pool, err := trusted(*roots, c)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return verifyCannotRead
	}
	p := proof{out: stdout, say: proofWords[*lang], lang: *lang, checked: pool != nil}
	if pool == nil {
		pool = x509.NewCertPool() // nil would mean those of the machine
	}
	data, err := readBounded(files[0])
	if err != nil {
		fmt.Fprintln(stderr, err)
		return verifyCannotRead
	}
	report, err := sign.Verify(data, pool, c.Now())
	if err != nil {
		fmt.Fprintf(stdout, "%s: %s\n", shown(files[0]), p.say["cannot-read"])
		fmt.Fprintln(stderr, err)
		return verifyCannotRead
	}
	return p.print(shown(files[0]), report)
}

// trusted gives the roots of a file, or those of the installation; nil when it
// has none.
func trusted(file string, c clock.Clock) (*x509.CertPool, error) {
	if file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s: no certificate in it", file)
		}
		return pool, nil
	}
	cfg, err := config.Load()
	if err != nil {
		return nil, err
	}
	pool, err := keyring.Open(cfg.SigningDir, c).Roots()
	if err != nil || pool.Equal(x509.NewCertPool()) {
		return nil, err
	}
	return pool, nil
}

// readBounded reads no more of a file than the reader of PDFs would look at.
func readBounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, pdfdoc.MaxBytes+1))
}

// shown keeps what a file or a certificate says from playing with the
// terminal: no control characters, nothing that turns the line around.
func shown(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || 0x80 <= r && r < 0xa0 || 0x200b <= r && r <= 0x200f || 0x2028 <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069 {
			return '\ufffd'
		}
		return r
	}, s)
}

// moment is a time for people, with what it is worth left to the label.
func (p proof) moment(t time.Time) string { return calendar.LongDateTime(t, p.lang) }
