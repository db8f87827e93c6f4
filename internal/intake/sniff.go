package intake

import (
	"bytes"
	"strings"
)

// programs are how files begin that a machine runs.
var programs = []string{
	"MZ",                                   // Windows: EXE, DLL, SCR, and what DOS had
	"\x7fELF",                              // Linux
	"\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf", // Mach-O, 32 and 64 bit
	"\xce\xfa\xed\xfe", "\xcf\xfa\xed\xfe", // the same in the other order
	"\xca\xfe\xba\xbe",                  // Mach-O for several machines, Java class
	"#!",                                // script with an interpreter (execve(2))
	"dex\n",                             // Android
	"L\x00\x00\x00\x01\x14\x02\x00",     // Windows shortcut (MS-SHLLINK §2.1)
	"@echo off", "@ECHO OFF", "\x00asm", // batch file, WebAssembly
}

// runs are what makes a browser or a server take bytes for a page or a script,
// in lower case.
var runs = []string{"<script", "<html", "<!doctype", "<svg", "<?php", "<iframe", "<body", "javascript:", "<%@"}

// sniff refuses what is a program or a page whatever it is called, and a PDF
// that begins after something else: readers look for its header in the first
// 1024 bytes (ISO 32000-1 annex H.3, note 13), so it would be two files at once.
func sniff(b []byte) error {
	for _, p := range programs {
		if bytes.HasPrefix(b, []byte(p)) {
			return refuse(Program)
		}
	}
	head := b[:min(len(b), 1024)]
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	isPDF := bytes.HasPrefix(b, []byte("%PDF-"))
	switch {
	case bytes.HasPrefix(start, []byte("<")):
		return refuse(WebPage)
	case !isPDF && bytes.Contains(head, []byte("%PDF-")):
		return refuse(TwoInOne)
	case isPDF && runnable(head):
		return refuse(TwoInOne)
	}
	return nil
}

// runnable says whether bytes hold what makes them a page or a script.
func runnable(b []byte) bool {
	for i := bytes.IndexAny(b, "<jJ"); i >= 0; {
		word := strings.ToLower(string(b[i:min(len(b), i+12)]))
		for _, r := range runs {
			if strings.HasPrefix(word, r) {
				return true
			}
		}
		next := bytes.IndexAny(b[i+1:], "<jJ")
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return false
}

// foreign says whether what follows the end of a file is a file of its own.
// Cameras do append (depth maps, moving pictures): that is cut off, not refused.
func foreign(tail []byte) bool {
	if runnable(tail[:min(len(tail), 64<<10)]) || zipped(tail) {
		return true
	}
	start := bytes.TrimLeft(tail, "\x00\r\n\t ")
	for _, p := range append([]string{"%PDF-", "Rar!\x1a", "7z\xbc\xaf", "GIF8", "PK\x03\x04"}, programs...) {
		if bytes.HasPrefix(start, []byte(p)) {
			return true
		}
	}
	return bytes.Contains(tail[:min(len(tail), 64<<10)], []byte("%PDF-"))
}

// zipped says whether a program for archives would find one here: it looks
// from the end, for the end of the directory (APPNOTE 6.3.10 §4.3.16), which a
// comment of up to 65,535 bytes may follow.
func zipped(b []byte) bool {
	end := b[max(0, len(b)-(22+65535)):]
	at := bytes.LastIndex(end, []byte("PK\x05\x06"))
	if at < 0 || len(end)-at < 22 {
		return false
	}
	return bytes.Contains(b, []byte("PK\x01\x02")) || bytes.Contains(b, []byte("PK\x03\x04")) || string(end[at+8:at+12]) == "\x00\x00\x00\x00"
}

// endings are those of each kind.
var endings = map[string][]string{
	"pdf": {"pdf"}, "jpeg": {"jpg", "jpeg", "jpe", "jfif"}, "png": {"png"}, "heic": {"heic", "heif"},
	"docx": {"docx"}, "xlsx": {"xlsx"}, "odt": {"odt"}, "txt": {"txt", "text", "csv", "md", "log"},
}

// others are endings that promise something else, dangerous or not. A name
// that ends in none of these promises nothing: «Απόφαση 12.5», «κ.Παππάς».
const others = " exe com bat cmd scr pif msi dll cpl jar js jse mjs vbs vbe wsf hta ps1 sh bash py pl rb app apk deb rpm dmg iso lnk url reg " +
	"htm html xhtml shtml mht mhtml svg xml xsl php asp aspx jsp zip rar 7z gz tgz tar bz2 xz cab gif bmp tif tiff webp avif ico psd " +
	"doc dot docm dotm xls xlsm xlsb xltm ppt pptx pptm pps rtf ods odp odg eml msg mp3 mp4 mov avi swf p7m p7s asice "

// fitsName says whether a name promises what the content is.
func fitsName(kind, name string) bool {
	dot := strings.LastIndexByte(name, '.')
	ending := strings.ToLower(strings.TrimRight(name[dot+1:], " "))
	if dot < 0 || ending == "" || strings.Contains(ending, " ") {
		return true
	}
	for k, list := range endings {
		for _, known := range list {
			if ending == known {
				return k == kind
			}
		}
	}
	return !strings.Contains(others, " "+ending+" ")
}
