package intake

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	le binary.AppendByteOrder = binary.LittleEndian
	be binary.AppendByteOrder = binary.BigEndian
)

// second is how the seconds of the latitude are written.
func second(o binary.AppendByteOrder) []byte { return o.AppendUint32(nil, 12345) }

const xmp = "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta><rdf:Description exif:GPSLatitude=\"40,38.2N\"/></x:xmpmeta>"

func TestAPhotographLosesItsPlaceAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, o := range []binary.AppendByteOrder{le, be} {
		plain := segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>Αίτηση</x:xmpmeta>")
		b := photo(segment(0xE1, "Exif\x00\x00"+exif(o)), segment(0xE1, xmp), segment(0xE1, string(extendedHead)+"GPSLat"), plain,
			segment(0xED, "Photoshop 3.0\x00city"))
		k, err := judged(b, Ask{Name: "a.jpg"})
		require.NoError(t, err)
		for _, gone := range [][]byte{second(o), []byte("GPS"), []byte("40,38"), []byte("city"), o.AppendUint16(nil, tagGPS)} {
			require.Contains(t, string(b), string(gone))
			require.NotContains(t, string(k.Content), string(gone))
		}
		require.Contains(t, string(k.Content), string(plain))
		require.Contains(t, string(k.Content), "CAMRA\x00")
		require.Equal(t, uint16(6), orientation(t, k.Content, o))
		require.Equal(t, picture().Bounds(), decoded(t, k.Content))
		scan := func(b []byte) []byte { return b[bytes.Index(b, []byte{0xFF, markSOS}):] }
		require.Equal(t, scan(b), scan(k.Content), "the picture is not touched")

		kept, err := judged(b, Ask{Name: "a.jpg", KeepPlace: true})
		require.NoError(t, err)
		require.Equal(t, b, kept.Content, "the form asks for the place")
	}
}

// orientation reads the tag as a viewer does.
func orientation(t *testing.T, b []byte, o binary.AppendByteOrder) uint16 {
	t.Helper()
	tif := b[bytes.Index(b, exifHead)+len(exifHead):]
	dir := binary.ByteOrder(binary.LittleEndian)
	if o.String() == "BigEndian" {
		dir = binary.BigEndian
	}
	require.EqualValues(t, 2, dir.Uint16(tif[8:]), "two entries are left")
	for i := range 2 {
		if e := tif[10+12*i:]; dir.Uint16(e) == tagOrientation {
			return dir.Uint16(e[8:])
		}
	}
	t.Fatal("no orientation")
	return 0
}

func decoded(t *testing.T, b []byte) any {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(b))
	require.NoError(t, err)
	return m.Bounds()
}

func TestAnEXIFThatCannotBeFollowedGoesAsAWhole(t *testing.T) {
	t.Parallel()
	bad := []byte(exif(le))
	le.(binary.ByteOrder).PutUint32(bad[42:], 1<<30) // the GPS directory outside
	loop := []byte(exif(le))
	le.(binary.ByteOrder).PutUint32(loop[46:], 8) // the next directory is this one
	for _, e := range [][]byte{bad, loop, []byte("II*\x00"), nil, []byte("JUNK and more")} {
		k, err := judged(photo(segment(0xE1, "Exif\x00\x00"+string(e))), Ask{})
		require.NoError(t, err)
		require.Equal(t, photo(), k.Content)
	}
}

func TestAnImageLosesItsPlaceToo(t *testing.T) {
	t.Parallel()
	b := drawing(chunk("eXIf", exif(be)), chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp[29:]),
		chunk("tEXt", "Raw profile type exif\x00\n4d4d"), chunk("tEXt", "Title\x00paper"))
	k, err := judged(b, Ask{Name: "a.png"})
	require.NoError(t, err)
	require.NotContains(t, string(k.Content), string(second(be)))
	require.NotContains(t, string(k.Content), "GPS")
	require.NotContains(t, string(k.Content), "Raw profile")
	require.Contains(t, string(k.Content), "Title\x00paper")
	require.Contains(t, string(k.Content), "CAMRA")
	_, err = png.Decode(bytes.NewReader(k.Content))
	require.NoError(t, err, "the sums are right")
	kept, err := judged(b, Ask{KeepPlace: true})
	require.NoError(t, err)
	require.Equal(t, b, kept.Content)

	heic := apple(9, 9, "Exif\x00\x00"+exif(be)+"<x:xmpmeta>exif:GPSLatitude</x:xmpmeta>")
	k, err = judged(heic, Ask{})
	require.NoError(t, err)
	require.Len(t, k.Content, len(heic))
	require.NotContains(t, string(k.Content), string(second(be)))
	require.NotContains(t, string(k.Content), "GPS")
	require.Contains(t, string(k.Content), "CAMRA")
}
