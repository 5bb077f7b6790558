"""Tables as files: CSV, XLSX, JSON, whatever their length in little memory. Knows no request."""
