package api

import (
	"strings"

	"github.com/thyrida/thyrida/models"
)

// reasons of failures that are told and mended in the same way, by the codes
// that mail servers (RFC 5321, RFC 3463) and Twilio give.
var reasons = map[string]string{
	"no-address": "no-address", "notice-unwritable": "unwritable", "mail-address": "bad-address",
	"smtp-550": "bad-address", "smtp-551": "bad-address", "smtp-553": "bad-address", "smtp-552": "full", "smtp-452": "full",
	"smtp-554": "refused", "smtp-571": "refused", "smtp-521": "bad-address", "smtp-556": "bad-address",
	"smtp-502": "mail-login", "smtp-503": "mail-login", "smtp-certificate": "mail-certificate",
	"twilio-21211": "bad-number", "twilio-21217": "bad-number", "twilio-21401": "bad-number", "twilio-21614": "bad-number",
	"twilio-30005": "bad-number", "twilio-30006": "bad-number", "twilio-21610": "stopped",
	"twilio-30003": "phone-off", "twilio-30008": "phone-off", "twilio-30004": "sms-blocked", "twilio-30007": "sms-blocked",
	"twilio-20003": "sms-login", "twilio-20005": "sms-login", "twilio-20404": "sms-login", "http-401": "sms-login", "http-403": "sms-login", "http-404": "sms-login", "http-429": "sms-away", "http-408": "sms-away",
	"twilio-21212": "sms-sender", "twilio-21603": "sms-sender", "twilio-21606": "sms-sender", "twilio-21608": "sms-sender", "twilio-21408": "sms-sender",
	"twilio-30001": "sms-away", "twilio-20429": "sms-away", "sms-timeout": "sms-away", "sms-unreachable": "sms-away", "sms-interrupted": "sms-away",
}

// prefixes of codes without a reason of their own, the longest first.
var reasonPrefixes = []struct{ prefix, reason string }{
	{"bounced-5.1", "bad-address"}, {"bounced-5.2.2", "full"}, {"bounced-4.2.2", "full"}, {"bounced-5.2.1", "bad-address"}, {"bounced-5.7", "refused"},
	{"bounced-4", "mail-away"}, {"bounced", "refused"}, {"delayed", "delayed"}, {"smtp-53", "mail-login"}, {"smtp-5", "refused"}, {"smtp-", "mail-away"},
	{"twilio-5", "sms-away"}, {"twilio-", "sms-refused"}, {"http-4", "sms-refused"}, {"http-", "sms-away"},
}

// reasonOf sorts the code of a failure to what people are told of it.
func reasonOf(failure models.Code) string {
	if r, ok := reasons[string(failure)]; ok {
		return r
	}
	for _, p := range reasonPrefixes {
		if strings.HasPrefix(string(failure), p.prefix) {
			return p.reason
		}
	}
	return "unknown"
}
