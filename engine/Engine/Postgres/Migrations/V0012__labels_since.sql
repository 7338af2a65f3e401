-- Since when an address is known as what its label says: a measurement on old transfers may not know what nobody knew then.
ALTER TABLE address_label ADD COLUMN observed_at timestamptz;
COMMENT ON COLUMN address_label.observed_at IS 'Since when the address was known as that, UTC; null for always.';
