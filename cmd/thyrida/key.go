package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/thyrida/thyrida/internal/clock"
	"github.com/thyrida/thyrida/internal/config"
	"github.com/thyrida/thyrida/internal/keyring"
	"github.com/thyrida/thyrida/internal/sign"
)

// keyCommand puts a key for signing documents into the ring of this server, or
// in the place of the holder's earlier one. The password of the file is read
// from standard input, never from the command line.
func keyCommand(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 2 {
		return errors.New("usage: thyrida admin key seal|E-MAIL FILE.p12   (the password of the file on standard input)")
	}
	holder := strings.ToLower(args[0])
	cfg, err := config.Load()
	if err != nil {
		return err
	}
	p12, err := os.ReadFile(args[1])
	if err != nil {
		return fmt.Errorf("read key file: %w", err)
	}
	fmt.Fprint(os.Stderr, "password of the file: ")
	password, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read password: %w", err)
	}
	s, err := sign.ReadPKCS12(p12, strings.TrimRight(password, "\r\n"))
	if err == nil { // an expired key must not take the place of one that signs
		err = s.Check(clock.System{}.Now())
	}
	if err != nil {
		return fmt.Errorf("open key file: %w", err)
	}
	if err := keyring.Write(cfg.SigningDir, holder, p12, strings.TrimRight(password, "\r\n")); err != nil {
		return err
	}
	c := s.Certificate()
	fmt.Fprintf(out, "key of %s kept in %s\n  %s\n  issued by %s\n  valid until %s, %s\n", holder, cfg.SigningDir,
		c.Subject, c.Issuer, c.NotAfter.Format("2006-01-02"), sign.ClassOf(c))
	return nil
}
