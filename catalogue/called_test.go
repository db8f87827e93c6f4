package catalogue_test

import (
	"testing"

	"github.com/thyrida/thyrida/catalogue"
	"github.com/thyrida/thyrida/models"
)

func TestEveryServiceIsFoundByWhatPeopleCallIt(t *testing.T) {
	t.Parallel()
	c, err := catalogue.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range catalogue.Languages {
		called := c.Texts[lang].Called
		for _, s := range c.Services {
			if called[string(s.Code)] == "" {
				t.Errorf("%s: nobody calls %s anything", lang, s.Code)
			}
		}
		for code := range called {
			if _, ok := c.Service(models.ServiceCode(code)); !ok {
				t.Errorf("%s: no service %s", lang, code)
			}
		}
	}
}
