package catalogue

import "github.com/thyrida/thyrida/models"

// House is units.yaml: the municipality and its units.
type House struct {
	Municipality Municipality `json:"municipality" jsonschema:"required" jsonschema_description:"The municipality."`
	Units        []Unit       `json:"units" jsonschema:"required,minItems=1" jsonschema_description:"Its units."`
}

// Municipality is what letters, receipts and messages say of the municipality.
type Municipality struct {
	Code         models.Municipality `json:"code" jsonschema:"required,minimum=1" jsonschema_description:"Kallikratis code of the Ministry of the Interior."`
	El           string              `json:"el" jsonschema:"required" jsonschema_description:"Name in Greek."`
	En           string              `json:"en" jsonschema:"required" jsonschema_description:"Name in English."`
	ShortEl      string              `json:"shortEl" jsonschema:"required" jsonschema_description:"Name in an SMS, e.g. Δ.ΕΛΑΙΩΝΑ."`
	Phone        string              `json:"phone" jsonschema:"required" jsonschema_description:"Switchboard."`
	Email        string              `json:"email" jsonschema:"required" jsonschema_description:"Address of the municipality."`
	Address      Text                `json:"address" jsonschema:"required" jsonschema_description:"Street, number, postcode and town."`
	LocalHoliday string              `json:"localHoliday,omitzero" jsonschema_description:"Feast of the patron saint, MM-DD: the offices are closed."`
	Quiet        Quiet               `json:"quiet,omitzero" jsonschema_description:"Hours in which no SMS is sent to who has not chosen his own; without it SMS go out at any hour."`
}

// Quiet are hours of the day in Athens; they may pass midnight.
type Quiet struct {
	From  string `json:"from" jsonschema:"required" jsonschema_description:"HH:MM, e.g. 22:00, in quotes."`
	Until string `json:"until" jsonschema:"required" jsonschema_description:"HH:MM, e.g. 08:00, in quotes."`
}

// Unit is one unit of the municipality.
type Unit struct {
	Code  models.UnitCode `json:"code" jsonschema:"required" jsonschema_description:"Kebab-case, unique."`
	El    string          `json:"el" jsonschema:"required" jsonschema_description:"Name in Greek."`
	En    string          `json:"en" jsonschema:"required" jsonschema_description:"Name in English."`
	Phone string          `json:"phone" jsonschema:"required" jsonschema_description:"Telephone."`
	Email string          `json:"email" jsonschema:"required" jsonschema_description:"E-mail."`

	Point   bool   `json:"point,omitzero" jsonschema_description:"People are identified here: a service point needs address and hours."`
	Address Text   `json:"address,omitzero" jsonschema_description:"Street, number, postcode and town."`
	Hours   Text   `json:"hours,omitzero" jsonschema_description:"When it is open."`
	Place   *Place `json:"place,omitempty" jsonschema_description:"Where it is on the map; without it the point stands in the list only."`
}

// Place is a position on the map.
type Place struct {
	Lat float64 `json:"lat" jsonschema:"required,minimum=34,maximum=42" jsonschema_description:"Degrees north (WGS 84), e.g. 40.56."`
	Lon float64 `json:"lon" jsonschema:"required,minimum=19,maximum=30" jsonschema_description:"Degrees east (WGS 84), e.g. 22.71."`
}

// Name is the municipality as messages and receipts print it.
func (m Municipality) Name() models.MunicipalityName {
	return models.MunicipalityName{ID: m.Code, El: m.El, En: m.En, ShortEl: m.ShortEl,
		Phone: m.Phone, Email: m.Email, Address: m.Address.El, LocalHoliday: m.LocalHoliday,
		Quiet: models.QuietHours{From: m.Quiet.From, Until: m.Quiet.Until}}
}

// Model is the unit as the store keeps it.
func (u Unit) Model() models.Unit {
	return models.Unit{UnitName: u.Name(), Phone: u.Phone, Email: u.Email, Point: u.Point, AddressEl: u.Address.El,
		AddressEn: u.Address.En, HoursEl: u.Hours.El, HoursEn: u.Hours.En, Place: (*models.Place)(u.Place)}
}

// Name is the unit in both languages.
func (u Unit) Name() models.UnitName { return models.UnitName{Code: u.Code, El: u.El, En: u.En} }
