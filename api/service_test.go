package api_test

import "testing"

func TestServicesAreShownToEverybodyInTheirLanguage(t *testing.T) {
	t.Parallel()
	h := setup(t)
	nobody := h.as(t, "")
	r := nobody.get("services").want(200)
	if n := len(r.object()["items"].([]any)); n < 12 {
		t.Errorf("%d services", n)
	}
	if cc := r.header.Get("Cache-Control"); cc != "public, max-age=60" {
		t.Errorf("cache %q", cc)
	}
	for _, item := range r.object()["items"].([]any) {
		nobody.get("services/" + item.(map[string]any)["code"].(string)).want(200)
	}
	one := nobody.get("services/road-cut-permit").want(200).object()
	if one["unitName"] != "Technical Services" || one["fee"] == nil || len(one["papers"].([]any)) != 4 || len(one["stages"].([]any)) != 6 {
		t.Errorf("service: %v", one)
	}
	nobody.lang = "el"
	if one = nobody.get("services/residence-certificate").want(200).object(); one["title"] != "Βεβαίωση μόνιμης κατοικίας" {
		t.Errorf("service: %v", one)
	}
	nobody.get("services/nonsense").problem(404, "no-such-service")
	for query, want := range map[string]int{"q=μονιμης%20ΚΑΤΟΙΚΙΑΣ": 1, "q=ΜΟΝΙΜΗΣ%20residence": 2 /* endings are forgiven */, "q=nonsense": 0, "q=πού%20μένω": 1, "q=proof%20of%20address": 1, "unit=cemeteries": 3} {
		if n := len(nobody.get("services?" + query).want(200).object()["items"].([]any)); n != want {
			t.Errorf("%s: %d services", query, n)
		}
	}
	m := nobody.get("municipality").want(200).object()
	if m["name"] != "Δήμος Ελαιώνα" || len(m["units"].([]any)) < 5 {
		t.Errorf("municipality: %v", m)
	}
}
