// Package e2e runs the whole house as a person would, with thyrida dev, and
// tells stories over its REST interface: a citizen's journey, and what happens
// when parts of the house die. It holds tests only.
package e2e
