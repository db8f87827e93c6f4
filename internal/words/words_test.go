package words

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestADateIsReadAsItIsSpoken(t *testing.T) {
	t.Parallel()
	for day, want := range map[string][2]string{
		"2026-11-22": {"είκοσι δύο Νοεμβρίου του έτους δύο χιλιάδες είκοσι έξι", "the twenty-second of November, two thousand and twenty-six"},
		"2000-01-01": {"πρώτη Ιανουαρίου του έτους δύο χιλιάδες", "the first of January, two thousand"},
		"1983-03-03": {"τρεις Μαρτίου του έτους χίλια εννιακόσια ογδόντα τρία", "the third of March, one thousand nine hundred and eighty-three"},
		"1964-05-04": {"τέσσερις Μαΐου του έτους χίλια εννιακόσια εξήντα τέσσερα", "the fourth of May, one thousand nine hundred and sixty-four"},
		"2013-02-13": {"δεκατρείς Φεβρουαρίου του έτους δύο χιλιάδες δεκατρία", "the thirteenth of February, two thousand and thirteen"},
		"2014-04-14": {"δεκατέσσερις Απριλίου του έτους δύο χιλιάδες δεκατέσσερα", "the fourteenth of April, two thousand and fourteen"},
		"1821-08-21": {"είκοσι μία Αυγούστου του έτους χίλια οκτακόσια είκοσι ένα", "the twenty-first of August, one thousand eight hundred and twenty-one"},
		"1999-12-31": {"τριάντα μία Δεκεμβρίου του έτους χίλια εννιακόσια ενενήντα εννέα", "the thirty-first of December, one thousand nine hundred and ninety-nine"},
		"1912-10-24": {"είκοσι τέσσερις Οκτωβρίου του έτους χίλια εννιακόσια δώδεκα", "the twenty-fourth of October, one thousand nine hundred and twelve"},
		"2008-07-20": {"είκοσι Ιουλίου του έτους δύο χιλιάδες οκτώ", "the twentieth of July, two thousand and eight"},
		"2011-06-12": {"δώδεκα Ιουνίου του έτους δύο χιλιάδες έντεκα", "the twelfth of June, two thousand and eleven"},
		"2109-09-30": {"τριάντα Σεπτεμβρίου του έτους δύο χιλιάδες εκατόν εννέα", "the thirtieth of September, two thousand one hundred and nine"},
	} {
		at, err := time.Parse(time.DateOnly, day)
		require.NoError(t, err)
		require.Equal(t, want[0], Date("el", at))
		require.Equal(t, want[1], Date("en", at))
	}
	at := time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC)
	require.Equal(t, "2 Μαΐου 2026", Day("el", at))
	require.Equal(t, "2 May 2026", Day("en", at))
}

func TestANumberIsReadAsItIsSpoken(t *testing.T) {
	t.Parallel()
	for n, want := range map[int][2]string{
		0: {"μηδέν", "zero"}, 1: {"ένα", "one"}, 13: {"δεκατρία", "thirteen"}, 21: {"είκοσι ένα", "twenty-one"},
		100: {"εκατό", "one hundred"}, 101: {"εκατόν ένα", "one hundred and one"}, 243: {"διακόσια σαράντα τρία", "two hundred and forty-three"},
		1000: {"χίλια", "one thousand"}, 3004: {"τρεις χιλιάδες τέσσερα", "three thousand and four"},
		21_300:     {"είκοσι μία χιλιάδες τριακόσια", "twenty-one thousand three hundred"},
		204_000:    {"διακόσιες τέσσερις χιλιάδες", "two hundred and four thousand"},
		1_000_000:  {"ένα εκατομμύριο", "one million"},
		14_001_100: {"δεκατέσσερα εκατομμύρια χίλια εκατό", "fourteen million one thousand one hundred"},
		-7:         {"μείον επτά", "minus seven"}, 1e9: {"1000000000", "1000000000"},
	} {
		require.Equal(t, want[0], Number("el", n))
		require.Equal(t, want[1], Number("en", n))
	}
}
