"""What a tenant's rows show of themselves as tables: columns, filters, orders; for pages and for exports."""
