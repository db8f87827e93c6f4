package sign

import "encoding/asn1"

type oid = asn1.ObjectIdentifier

var (
	oidData        = oid{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData  = oid{1, 2, 840, 113549, 1, 7, 2}
	oidContentType = oid{1, 2, 840, 113549, 1, 9, 3}
	oidMsgDigest   = oid{1, 2, 840, 113549, 1, 9, 4}
	oidSigCert     = oid{1, 2, 840, 113549, 1, 9, 16, 2, 12} // RFC 2634, SHA-1
	oidSigCertV2   = oid{1, 2, 840, 113549, 1, 9, 16, 2, 47} // RFC 5035
	oidTSToken     = oid{1, 2, 840, 113549, 1, 9, 16, 2, 14} // RFC 3161 appendix A
	oidTSTInfo     = oid{1, 2, 840, 113549, 1, 9, 16, 1, 4}

	oidSHA256 = oid{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA384 = oid{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512 = oid{2, 16, 840, 1, 101, 3, 4, 2, 3}

	oidRSA         = oid{1, 2, 840, 113549, 1, 1, 1}
	oidRSAPSS      = oid{1, 2, 840, 113549, 1, 1, 10}
	oidRSASHA256   = oid{1, 2, 840, 113549, 1, 1, 11}
	oidRSASHA384   = oid{1, 2, 840, 113549, 1, 1, 12}
	oidRSASHA512   = oid{1, 2, 840, 113549, 1, 1, 13}
	oidECDSASHA256 = oid{1, 2, 840, 10045, 4, 3, 2}
	oidECDSASHA384 = oid{1, 2, 840, 10045, 4, 3, 3}
	oidECDSASHA512 = oid{1, 2, 840, 10045, 4, 3, 4}

	oidQCStatements = oid{1, 3, 6, 1, 5, 5, 7, 1, 3}
	oidExtKeyUsage  = oid{2, 5, 29, 37}
	oidOrgID        = oid{2, 5, 4, 97} // organizationIdentifier, ETSI EN 319 412-1

	// what a certificate for documents may say it is for; see usable.
	oidDocumentSigning   = oid{1, 3, 6, 1, 5, 5, 7, 3, 36} // RFC 9336
	oidMicrosoftDocument = oid{1, 3, 6, 1, 4, 1, 311, 10, 3, 12}
	oidAdobeDocument     = oid{1, 2, 840, 113583, 1, 1, 5}
)
