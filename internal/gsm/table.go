// Package gsm fits Greek text into the 7-bit alphabet of SMS (GSM 03.38, now
// 3GPP 23.038), so that a notice costs one part of 160 characters instead of
// three of 70. The alphabet holds ten purely Greek capitals; the other fourteen
// are drawn like Latin ones, so that every unaccented Greek capital fits.
package gsm

// basic is the default alphabet in the order of its codes 0x00 to 0x7F, without
// the escape code 0x1B. Each character takes one septet.
const basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

// extended is the extension table: each takes two septets, escape and code. The
// form feed belongs to it too but no notice needs one.
const extended = "^{}\\[~]|€"

// cost is the number of septets of each character of the alphabet.
var cost = func() map[rune]int {
	m := make(map[rune]int, 140)
	for _, r := range basic {
		m[r] = 1
	}
	for _, r := range extended {
		m[r] = 2
	}
	return m
}()

// plain replaces what telephones cannot show by what they can. Decomposition
// alone would drop these signs or leave a blank in their place.
var plain = map[rune]string{
	'«': `"`, '»': `"`, '“': `"`, '”': `"`, '„': `"`, '‟': `"`, '″': `"`,
	'‹': "'", '›': "'", '‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", '`': "'", '´': "'",
	'΄': "'", '᾽': "'", '᾿': "'", 'ʼ': "'", '΅': "'", 'ʹ': "'", '͵': ",",
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-", '•': "-",
	'…': "...", '·': ".", '\u0387': ".", '×': "x", '⁄': "/", '°': "o", '©': "(c)", '®': "(r)", '\t': " ", '\u00a0': " ",
}
