"""What head office keeps of Oscar's dashboard: offers, ranges, vouchers and reports."""
