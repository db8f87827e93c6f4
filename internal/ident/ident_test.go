package ident_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/thyrida/thyrida/internal/ident"
)

func TestIdentifiersAreNormalisedOrRefusedWithTheirCode(t *testing.T) {
	t.Parallel()
	const ok = ident.Fault("")
	for _, row := range []struct {
		check, typed, want string
		fault              ident.Fault
	}{
		{"afm", "090000045", "090000045", ok}, {"afm", "094019245", "094019245", ok}, {"afm", " 123 456 783 ", "123456783", ok},
		{"afm", "123456789", "", ident.AFMCheckDigit}, {"afm", "000000000", "", ident.AFMForm}, {"afm", "12345678", "", ident.AFMForm},
		{"afm", "12345678a", "", ident.AFMForm}, {"afm", "", "", ident.AFMForm}, {"afm", "１23456783", "", ident.AFMForm},

		{"amka", "01012488886", "01012488886", ok}, {"amka", "12121212125", "12121212125", ok}, {"amka", "290224 12125", "29022412125", ok},
		{"amka", "42042042069", "", ident.AMKACheckDigit}, {"amka", "24242424241", "", ident.AMKACheckDigit},
		{"amka", "29022355553", "", ident.AMKACheckDigit}, {"amka", "00000000000", "", ident.AMKADate},
		{"amka", "11111111111", "", ident.AMKACheckDigit}, {"amka", "31062000125", "", ident.AMKADate},
		{"amka", "29022300122", "", ident.AMKADate}, {"amka", "0101248888", "", ident.AMKAForm},

		{"personal-number", "12A094019245", "12A094019245", ok}, {"personal-number", "12α094019245", "12A094019245", ok},
		{"personal-number", "12A094019246", "", ident.AFMCheckDigit}, {"personal-number", "094019245A12", "", ident.PersonalForm},
		{"personal-number", "A12094019245", "", ident.PersonalForm},

		{"mobile", "6900000000", "+306900000000", ok}, {"mobile", "+30 690 000 0000", "+306900000000", ok},
		{"mobile", "0030-690-0000000", "+306900000000", ok}, {"mobile", "2310000000", "", ident.MobileForm},
		{"email", " anna@example.org ", "anna@example.org", ok}, {"email", "Anna <anna@example.org>", "", ident.EmailForm},
		{"email", "anna@localhost", "", ident.EmailForm}, {"email", `"a b"@example.org`, "", ident.EmailForm},
		{"mobile", "69000000000", "", ident.MobileForm}, {"mobile", "+49 6900000000", "", ident.MobileForm},
		{"landline", "2313 301069", "+302313301069", ok}, {"landline", "(210) 000.00.00", "+302100000000", ok},
		{"landline", "6900000000", "", ident.LandlineForm}, {"landline", "", "", ident.LandlineForm},
		{"phone", "6900000000", "+306900000000", ok}, {"phone", "2100000000", "+302100000000", ok}, {"phone", "112", "", ident.PhoneForm},

		{"postcode", "546 40", "54640", ok}, {"postcode", "10431", "10431", ok}, {"postcode", "09999", "", ident.PostcodeForm},
		{"postcode", "86000", "", ident.PostcodeForm}, {"postcode", "5464", "", ident.PostcodeForm},

		{"identity-card", "Φ123456", "Φ123456", ok}, {"identity-card", "ΑΒ 123456", "ΑΒ123456", ok},
		{"identity-card", "ab-123456", "ΑΒ123456", ok}, {"identity-card", "ΑΒ12345678", "ΑΒ12345678", ok},
		{"identity-card", "D123456", "", ident.IdentityCardForm}, {"identity-card", "ΑΒΓ123456", "", ident.IdentityCardForm},
		{"identity-card", "ΑΒ12345", "", ident.IdentityCardForm}, {"identity-card", "123456", "", ident.IdentityCardForm},

		{"passport", "AN1234567", "AN1234567", ok}, {"passport", "αν 1234567", "AN1234567", ok},
		{"passport", "ΦΝ1234567", "", ident.PassportForm}, {"passport", "AN123456", "", ident.PassportForm},

		{"rf", "RF18 5390 0754 7034", "RF18539007547034", ok}, {"rf", "rf18539007547034", "RF18539007547034", ok},
		{"rf", "RF18539007547035", "", ident.RFCheckDigits}, {"rf", "RF18", "", ident.RFForm}, {"rf", "GR18539007547034", "", ident.RFForm},

		{"paravolo", "1234 5678 9012 3456 7890", "12345678901234567890", ok}, {"paravolo", "123", "", ident.ParavoloForm},
		{"paravolo", strings.Repeat("0", 20), "", ident.ParavoloForm},

		{"ada", "1ΙΦΝΚ-ΔΘ", "1ΙΦΝΚ-ΔΘ", ok}, {"ada", "ΨΘ82ΩΡΦ-7ΑΙ", "ΨΘ82ΩΡΦ-7ΑΙ", ok}, {"ada", "Ψ53846ΜΤΛ6-Δ64", "Ψ53846ΜΤΛ6-Δ64", ok},
		{"ada", " 649346MTΛ6–907 ", "649346ΜΤΛ6-907", ok}, {"ada", "649346ΜΤΛ6907", "", ident.ADAForm}, {"ada", "ABCDEFG-123", "", ident.ADAForm},
	} {
		got, err := ident.Checks[row.check](row.typed)
		require.Equal(t, row.want, got, "%s %q", row.check, row.typed)
		if row.fault == ok {
			require.NoError(t, err, "%s %q", row.check, row.typed)
		} else {
			require.ErrorIs(t, err, row.fault, "%s %q", row.check, row.typed)
		}
	}
}

func TestCodesAreKebabCaseAndResultsAreStable(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)
	for name, check := range ident.Checks {
		rapid.Check(t, func(t *rapid.T) {
			typed := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-ZΑ-Ω0-9 +-]{0,24}`)).Draw(t, "typed")
			got, err := check(typed)
			if err != nil {
				require.Empty(t, got)
				require.Regexp(t, code, err.Error(), name)
				return
			}
			again, err := check(got)
			require.NoError(t, err)
			require.Equal(t, got, again, name)
		})
	}
}

func TestEightDigitsHaveExactlyOneTaxNumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		head := rapid.StringMatching(`[1-9][0-9]{7}`).Draw(t, "head")
		valid := 0
		for d := range 10 {
			if _, err := ident.AFM(fmt.Sprint(head, d)); err == nil {
				valid++
			}
		}
		require.Equal(t, 1, valid)
	})
}

func TestAnyMistypedCharacterOfAnRFIsFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rf, err := ident.MakeRF(rapid.StringMatching(`[0-9A-Z]{1,21}`).Draw(t, "body"))
		require.NoError(t, err)
		_, err = ident.RF(rf)
		require.NoError(t, err)
		i := rapid.IntRange(2, len(rf)-1).Draw(t, "i")
		wrong := byte('0' + (rf[i]-'0'+1)%10)
		if rf[i] >= 'A' {
			wrong = 'A' + (rf[i]-'A'+1)%26
		}
		_, err = ident.RF(rf[:i] + string(wrong) + rf[i+1:])
		require.ErrorIs(t, err, ident.RFCheckDigits)
	})
	_, err := ident.MakeRF("ΑΒ")
	require.ErrorIs(t, err, ident.RFForm)
}

func TestNumbersAreShownAsTheyAreReadInGreece(t *testing.T) {
	t.Parallel()
	require.Equal(t, "2313 301069", ident.ShowPhone("+302313301069"))
	require.Equal(t, "210 0000000", ident.ShowPhone("+302100000000"))
	require.Equal(t, "690 0000000", ident.ShowPhone("+306900000000"))
	require.Equal(t, "+491234", ident.ShowPhone("+491234"))
}
