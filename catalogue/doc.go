// Package catalogue holds the services of a municipality as data, and what
// reads them: the strict loader, the checker, the plan a workflow runs, the
// validation of a citizen's form, and the words of every message.
//
// # How to add a service
//
//  1. Copy the file in services/ that is nearest to yours and name it after the
//     new code, e.g. services/birth-act-copy.yaml. Its first line makes editors
//     complete and check keys from schema.json.
//  2. Write title, summary and result in Greek and English, the responsible
//     unit (a code of units.yaml), the terms and the remedy (a code of
//     remedies.yaml). What no source confirms is marked indicative and said so
//     under note; law is never invented.
//  3. Name the fields of the form and the papers. A field or paper that is only
//     asked for sometimes has a when: {field, equals}; there is no other
//     expression.
//  4. Name the stages in their order. A stage that ends with a forward outcome
//     leads to the next; the last one grants. See Stage for what each kind allows.
//  5. Run "thyrida catalogue check": it names file, line and field of every
//     fault and says what to do. "make test" then drives the service through
//     every outcome.
//
// # How to add a certificate
//
// Copy the nearest file in certificates/ and name it after the new code. Its
// statements are what the register gives, never what the applicant typed; its
// body says what is printed, in order. "thyrida catalogue preview CODE" sets it
// from its sample. A service names it with certificate: CODE and ends with a
// stage of kind make; the certificate itself is made by a case of its own, whose
// way is the same for all, see Certificate.Process. What has no value is left
// out, so a paragraph may only name what is always there, has the paragraph's
// own when, or stands in an optional block.
//
// A published version never changes: edit a file, raise its version. Cases
// that are open keep the version they began with.
package catalogue
