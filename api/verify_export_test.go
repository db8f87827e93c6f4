package api

import (
	"bytes"
	"net/http/httptest"

	"github.com/thyrida/thyrida/models"
)

// ReceiveFile reads a multipart body with the boundary "b", and gives the
// hashes by which its file is looked for.
func ReceiveFile(body []byte) (file []byte, sums []models.SHA256, err error) {
	r := httptest.NewRequest("POST", "/v", bytes.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	sent, err := receiveFile(httptest.NewRecorder(), r)
	if err != nil {
		return nil, nil, err
	}
	return sent.data, revisions(sent.data), nil
}
