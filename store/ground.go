package store

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"github.com/thyrida/thyrida/models"
)

// SaveGround writes the lines that are drawn below the service points of a
// municipality; none takes away those it had. Errors: no-such-municipality.
func (y System) SaveGround(ctx context.Context, m models.Municipality, lines []models.GroundLine) error {
	data, err := json.Marshal(lines)
	if err != nil {
		return err
	}
	return y.s.tx(ctx, "save ground", func(tx *gorm.DB) error {
		var was bool
		err := tx.Raw(`SELECT ground IS NOT DISTINCT FROM nullif(CAST(@ground AS jsonb), 'null') FROM municipalities WHERE id = @m FOR UPDATE`,
			args{"m": int(m), "ground": string(data)}).Row().Scan(&was)
		if err != nil || was {
			return missing(err, "no-such-municipality")
		}
		if err := tx.Exec(`UPDATE municipalities SET ground = nullif(CAST(@ground AS jsonb), 'null') WHERE id = @m`,
			args{"m": int(m), "ground": string(data)}).Error; err != nil {
			return err
		}
		return y.s.audit(tx, models.Actor{Municipality: m}, "save-municipality", "municipality", "")
	})
}

// Ground are the lines that are drawn below the service points of a
// municipality; perhaps none. Errors: no-such-municipality.
func (s *Store) Ground(ctx context.Context, m models.Municipality) (lines []models.GroundLine, err error) {
	var data []byte
	err = s.db.WithContext(ctx).Raw(`SELECT coalesce(ground, '[]') FROM municipalities WHERE id = ?`, int(m)).Row().Scan(&data)
	if err != nil {
		return nil, meaning("read ground", missing(err, "no-such-municipality"))
	}
	return lines, json.Unmarshal(data, &lines)
}

func place(lat, lon *float64) *models.Place {
	if lat == nil || lon == nil {
		return nil
	}
	return &models.Place{Lat: *lat, Lon: *lon}
}

func lat(p *models.Place) *float64 {
	if p == nil {
		return nil
	}
	return &p.Lat
}

func lon(p *models.Place) *float64 {
	if p == nil {
		return nil
	}
	return &p.Lon
}
