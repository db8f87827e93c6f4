package oidc

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"golang.org/x/oauth2"

	"github.com/thyrida/thyrida/internal/ident"
)

// taxpayer asks the tax authority whose token this is. The answer is XML, an
// error is JSON.
func (p *Provider) taxpayer(ctx context.Context, token *oauth2.Token) (Identity, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.Issuer+"/userinfo?format=xml", http.NoBody)
	if err != nil {
		return Identity{}, err
	}
	req.Header.Set("Authorization", "Bearer "+token.AccessToken)
	res, err := p.client.Do(req)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: userinfo", ErrAway)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, userInfoLimit+1))
	switch {
	case err != nil, res.StatusCode >= http.StatusInternalServerError:
		return Identity{}, fmt.Errorf("%w: userinfo: %s", ErrAway, res.Status)
	case res.StatusCode != http.StatusOK, bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")):
		return Identity{}, fmt.Errorf("%w: userinfo reports an error: %s", ErrAnswer, res.Status)
	}
	a, err := userInfo(body)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: userinfo: %w", ErrAnswer, err)
	}
	afm, err := ident.AFM(a["taxid"])
	if err != nil {
		return Identity{}, fmt.Errorf("%w: userinfo without a ΑΦΜ", ErrAnswer)
	}
	out := Identity{Issuer: p.Issuer, Subject: afm, Tax: true, FatherName: a["fathername"], Language: "el",
		Name: strings.TrimSpace(a["firstname"] + " " + a["lastname"])}
	if out.Name == "" {
		return Identity{}, fmt.Errorf("%w: userinfo without a name", ErrAnswer)
	}
	return out, nil
}

// userInfoLimit is how many bytes the answer may have; it has some hundreds.
const userInfoLimit = 64 << 10

// userInfo reads <root><userinfo userid taxid lastname firstname fathername
// mothername birthyear/></root>: exactly one userinfo, nothing below or beside
// it. Values come with blanks behind them.
func userInfo(body []byte) (map[string]string, error) {
	if len(body) > userInfoLimit {
		return nil, errors.New("it is too long")
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	var found map[string]string
	for depth, roots := 0, 0; ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && found != nil {
			return found, nil
		}
		if err != nil {
			return nil, errors.New("it is not XML, or holds nobody") // the cause may quote a person
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, errors.New("it defines a document type")
		case xml.StartElement:
			depth++
			if depth == 1 {
				roots++
			}
			if depth > 2 || roots > 1 || depth == 2 && (t.Name.Local != "userinfo" || found != nil) {
				return nil, errors.New("it holds more than one userinfo")
			}
			if depth == 2 {
				found = map[string]string{}
				for _, a := range t.Attr {
					if _, twice := found[a.Name.Local]; twice {
						return nil, errors.New("it says something twice")
					}
					found[a.Name.Local] = strings.Join(strings.Fields(a.Value), " ")
				}
			}
		case xml.EndElement:
			depth--
		}
	}
}
