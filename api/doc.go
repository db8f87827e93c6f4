// Package api is the house's REST interface: gin routes the requests, huma
// reads and checks them and writes the OpenAPI document from what runs.
//
// One file per noun. A handler does three things: it turns the request into a
// value of models, calls one method of the store as the actor may use it, and
// turns the answer into texts of the caller's language. Rights are checked by
// the store, in its SQL; what the workflow must hear goes through Relay.
//
// Every error leaves as an RFC 9457 problem, see errors.go.
package api
